/* The load client: many connections, one thread, no knowledge of whose server it talks to.
 *
 * A message carries a mark, `<prefix>SSSSSSSS.TTTTTTTTTTTTTTTTTTT`: its number and the moment it was
 * sent (CLOCK_MONOTONIC, nanoseconds). The client looks for marks in whatever it receives, so it can
 * read every protocol without parsing it, and counts per connection what is lost, repeated or out of
 * order. Texts may hold %M (a mark), %U (a UUID of its own), %C and %E (the cursor of the last answer),
 * %K (the connection's own line of the file `keys`).
 *
 * Arguments are name=value; commands come as lines on standard input, each answered with one line of JSON:
 *   publish COUNT RATE TIMEOUT_MS   send messages at a steady rate, wait until all have them
 *   listen COUNT TIMEOUT_MS         wait for as many messages as another client publishes
 *   loop MILLISECONDS               every connection sends `say` again as soon as it is answered
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MARK = 28, CARRY = 128, BUFFER = 1 << 18, TEXT = 1 << 14, ANSWER = 1 << 16, EVENTS = 1024 };
enum state { CONNECTING, ASKED, OPEN, WAITING, LOST };

struct connection {
    int fd;
    enum state state;
    uint32_t last;
    uint32_t received;
    int carried;
    char carry[CARRY];
    uint8_t *seen;
    char *answer; /* of a poll or a request, until it is complete */
    int answer_length;
    char cursor[128];
    char tag[128];
    const char *key;
    int64_t asked_at;
};

/* Arguments */
static int port, followers, in_flight = 200, poll_mode, loop_http;
static const char *request = "", *hello = "", *prefix = "@@", *publish_by = "", *publisher_request = "";
static const char *keys = "", *say = "", *answered = "", *not_answered = "\x01", *cursors = "";

static struct connection *all, publisher;
static int poller;
static char buffer[CARRY + BUFFER + 1];
static uint32_t count, base;
static uint64_t unique, delivered, repeated, disordered, failed, lost_connections, answers;
static uint32_t *latencies;
static uint64_t latency_count, latency_room;
static int ready;
static int looping;

static int64_t now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec * 1000000000LL + moment.tv_nsec;
}

static void stop(const char *why) {
    fprintf(stderr, "load: %s: %s\n", why, strerror(errno));
    exit(1);
}

static void note_latency(int64_t nanoseconds) {
    if (latency_count < latency_room) latencies[latency_count++] = nanoseconds / 100;
}

/* Sending */

static int fill(char *out, const char *template, uint32_t number, const struct connection *one) {
    int length = 0;
    for (const char *c = template; *c && length < TEXT - 2048; c++) {
        if (*c != '%' || !strchr("MUCEK", c[1]) || !c[1]) {
            out[length++] = *c;
            continue;
        }
        switch (*++c) {
        case 'M': length += sprintf(out + length, "%08u.%019lld", number, (long long)now()); break;
        case 'U': length += sprintf(out + length, "%08x-0000-4000-8000-%012llx", getpid(), (unsigned long long)unique++); break;
        case 'C': length += sprintf(out + length, "%s", one->cursor); break;
        case 'E': length += sprintf(out + length, "%s", one->tag); break;
        case 'K': length += sprintf(out + length, "%s", one->key ? one->key : ""); break;
        }
    }
    return length;
}

static void send_all(int fd, const char *bytes, int length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            struct pollfd wait = {fd, POLLOUT, 0};
            poll(&wait, 1, 1000);
        } else if (sent < 0) {
            return; /* reading notices that the connection is gone */
        } else {
            bytes += sent;
            length -= sent;
        }
    }
}

/* A text frame whose masking key is zero, so that masking changes nothing (RFC 6455, section 5.3). */
static void send_frame(int fd, const char *text, int length) {
    char frame[TEXT + 8];
    int head = 2;
    frame[0] = (char)0x81;
    if (length < 126) {
        frame[1] = (char)(0x80 | length);
    } else {
        frame[1] = (char)(0x80 | 126);
        frame[2] = (char)(length >> 8);
        frame[3] = (char)length;
        head = 4;
    }
    memset(frame + head, 0, 4);
    memcpy(frame + head + 4, text, length);
    send_all(fd, frame, head + 4 + length);
}

static void ask(struct connection *one) {
    char text[TEXT];
    one->asked_at = now();
    send_all(one->fd, text, fill(text, request, 0, one));
}

static void speak(struct connection *one, uint32_t number) {
    char text[TEXT];
    int length = fill(text, say, number, one);
    one->asked_at = now();
    if (!strcmp(publish_by, "ws")) send_frame(one->fd, text, length);
    else send_all(one->fd, text, length);
}

/* Receiving */

static void take_mark(struct connection *one, const char *digits) {
    uint32_t number = strtoul(digits, NULL, 10) - base;
    if (number >= count) return; /* of an earlier round */
    if (one->seen[number / 8] & 1 << number % 8) {
        repeated++;
        return;
    }
    one->seen[number / 8] |= 1 << number % 8;
    if (one->received && number < one->last) disordered++;
    else one->last = number;
    one->received++;
    delivered++;
    note_latency(now() - strtoll(digits + 9, NULL, 10));
}

static void take_marks(struct connection *one, const char *bytes, int length) {
    int prefix_length = strlen(prefix);
    const char *end = bytes + length, *at = bytes;
    while ((at = memmem(at, end - at, prefix, prefix_length)) && end - at >= prefix_length + MARK) {
        take_mark(one, at + prefix_length);
        at += prefix_length + MARK;
    }
}

static void connection_lost(struct connection *one) {
    close(one->fd);
    if (one->state != LOST) lost_connections++;
    one->state = LOST;
}

static void copy_until(char *out, const char *from, char last) {
    int length = 0;
    while (from[length] && from[length] != last && from[length] != '\r' && length < 127) length++;
    memcpy(out, from, length);
    out[length] = 0;
}

static void take_cursor(struct connection *one) {
    const char *found;
    if (!strcmp(cursors, "json") && (found = strstr(one->answer, "\"cursor\":\""))) copy_until(one->cursor, found + 10, '"');
    if (!strcmp(cursors, "nchan")) {
        if ((found = strcasestr(one->answer, "\nLast-Modified: "))) copy_until(one->cursor, found + 16, '\n');
        if ((found = strcasestr(one->answer, "\nEtag: "))) copy_until(one->tag, found + 7, '\n');
    }
}

/* How long the first complete HTTP answer of these bytes is; 0 while it is incomplete. */
static int complete(const char *bytes, int length) {
    const char *end = memmem(bytes, length, "\r\n\r\n", 4), *found;
    if (!end) return 0;
    int head = end + 4 - bytes, body = 0;
    found = strcasestr(bytes, "\ncontent-length:");
    if (found && found < end) body = atoi(found + 16);
    return length >= head + body ? head + body : 0;
}

static int request_succeeded(const char *answer) {
    return !strncmp(answer, "HTTP/1.1 2", 10) || !strncmp(answer, "HTTP/1.1 304", 12);
}

static void take_answers(struct connection *one, const char *bytes, int length) {
    if (!one->answer) one->answer = malloc(ANSWER + 1);
    if (one->answer_length + length > ANSWER) one->answer_length = 0;
    memcpy(one->answer + one->answer_length, bytes, length);
    one->answer_length += length;
    one->answer[one->answer_length] = 0;
    int whole;
    while ((whole = complete(one->answer, one->answer_length))) {
        failed += !request_succeeded(one->answer);
        answers++;
        if (looping) note_latency(now() - one->asked_at);
        if (*cursors) take_cursor(one);
        take_marks(one, one->answer, whole);
        memmove(one->answer, one->answer + whole, one->answer_length - whole + 1);
        one->answer_length -= whole;
        if (poll_mode || looping) ask(one);
    }
}

static void take_stream(struct connection *one, int length) {
    char *bytes = buffer + CARRY - one->carried;
    length += one->carried;
    memcpy(bytes, one->carry, one->carried);
    bytes[length] = 0;
    if (looping) {
        if (memmem(bytes, length, not_answered, strlen(not_answered))) failed++;
        if (memmem(bytes, length, answered, strlen(answered))) {
            answers++;
            note_latency(now() - one->asked_at);
            one->carried = 0;
            if (looping == 1) speak(one, 0);
            return;
        }
    } else {
        take_marks(one, bytes, length);
    }
    /* The beginning of a mark may be at the end: but never a whole one, which would count twice. */
    int keep = (int)strlen(prefix) + MARK - 1;
    one->carried = length < keep ? length : keep;
    memcpy(one->carry, bytes + length - one->carried, one->carried);
}

static void opened(struct connection *one, int length) {
    char *bytes = buffer + CARRY;
    bytes[length] = 0;
    if (strncmp(bytes, "HTTP/1.1 101", 12) && strncmp(bytes, "HTTP/1.1 200", 12)) {
        if (!failed) fprintf(stderr, "load: refused: %.300s\n", bytes);
        failed++;
        connection_lost(one);
    } else {
        one->state = OPEN;
        note_latency(now() - one->asked_at);
        if (*hello) send_frame(one->fd, hello, strlen(hello));
    }
    ready++;
}

static void readable(struct connection *one) {
    ssize_t length = recv(one->fd, buffer + CARRY, BUFFER, 0);
    if (length <= 0) {
        if (length < 0 && errno == EAGAIN) return;
        if (one->state == ASKED) ready++;
        connection_lost(one);
    } else if (one == &publisher) {
        buffer[CARRY + length] = 0;
        if (strstr(buffer + CARRY, "HTTP/1.1 4") || strstr(buffer + CARRY, not_answered)) failed++;
        if (one->state == ASKED) one->state = OPEN;
    } else if (poll_mode || loop_http) {
        take_answers(one, buffer + CARRY, length);
    } else if (one->state == ASKED) {
        opened(one, length);
    } else {
        take_stream(one, length);
    }
}

static void writable(struct connection *one) {
    struct epoll_event reading = {EPOLLIN, {.ptr = one}};
    epoll_ctl(poller, EPOLL_CTL_MOD, one->fd, &reading);
    if (one == &publisher) {
        one->state = *publisher_request ? ASKED : OPEN;
        send_all(one->fd, publisher_request, strlen(publisher_request));
    } else if (poll_mode || loop_http) {
        one->state = WAITING;
        ready++;
        if (poll_mode) ask(one);
    } else {
        one->state = ASKED;
        ask(one);
    }
}

static void turn(int64_t until) {
    struct epoll_event events[EVENTS];
    int64_t left = until - now();
    struct timespec wait = {0, left < 0 ? 0 : left > 20000000 ? 20000000 : left};
    int found = epoll_pwait2(poller, events, EVENTS, &wait, NULL);
    for (int i = 0; i < found; i++) {
        struct connection *one = events[i].data.ptr;
        if (one->state == LOST) continue;
        if (one->state == CONNECTING) {
            if (events[i].events & (EPOLLERR | EPOLLHUP)) {
                ready++;
                connection_lost(one);
            } else {
                writable(one);
            }
        } else {
            readable(one);
        }
    }
}

static void connect_one(struct connection *one) {
    struct sockaddr_in address = {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {0}};
    int yes = 1;
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0) stop("socket");
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(one->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) stop("connect");
    struct epoll_event event = {EPOLLOUT, {.ptr = one}};
    epoll_ctl(poller, EPOLL_CTL_ADD, one->fd, &event);
}

/* Results */

static int by_size(const void *a, const void *b) {
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

static double percentile(double share) {
    return latency_count ? latencies[(uint64_t)((latency_count - 1) * share)] / 10.0 : 0;
}

static void report(int64_t took, uint64_t lost) {
    qsort(latencies, latency_count, sizeof *latencies, by_size);
    printf("{\"seconds\":%.6f,\"delivered\":%llu,\"lost\":%llu,\"repeated\":%llu,\"disordered\":%llu,\"answers\":%llu,"
           "\"failed\":%llu,\"lost_connections\":%llu,\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}\n",
           took / 1e9, (unsigned long long)delivered, (unsigned long long)lost, (unsigned long long)repeated,
           (unsigned long long)disordered, (unsigned long long)answers, (unsigned long long)failed,
           (unsigned long long)lost_connections, percentile(.5), percentile(.9), percentile(.99), percentile(1));
    fflush(stdout);
}

static void begin(uint32_t messages, uint64_t samples) {
    base += count;
    count = messages;
    delivered = repeated = disordered = failed = answers = latency_count = 0;
    latency_room = samples;
    latencies = realloc(latencies, (samples + 1) * sizeof *latencies);
    for (int i = 0; i < followers; i++) {
        all[i].seen = realloc(all[i].seen, messages / 8 + 1);
        memset(all[i].seen, 0, messages / 8 + 1);
        all[i].received = all[i].last = 0;
    }
}

static void wait_for_all(uint64_t expected, int64_t timeout_ms) {
    int64_t until = now() + timeout_ms * 1000000;
    while (delivered < expected && now() < until) turn(until);
}

static void publish(uint32_t messages, double rate, int64_t timeout_ms) {
    begin(messages, (uint64_t)messages * followers);
    int64_t began = now();
    uint64_t expected = (uint64_t)messages * followers;
    for (uint32_t sent = 0; sent < messages;) {
        int64_t due = began + (int64_t)(sent * 1e9 / rate);
        turn(due);
        if (now() >= due) speak(&publisher, base + sent++);
    }
    wait_for_all(expected, timeout_ms);
    int64_t took = now() - began;
    for (int64_t end = now() + 20000000; now() < end;) turn(end); /* a repetition would come now */
    report(took, expected - delivered);
}

static void listen_only(uint32_t messages, int64_t timeout_ms) {
    begin(messages, (uint64_t)messages * followers);
    int64_t began = now();
    uint64_t expected = (uint64_t)messages * followers;
    wait_for_all(expected, timeout_ms);
    report(now() - began, expected - delivered);
}

static void loop(int64_t milliseconds) {
    begin(0, 4000000);
    int64_t began = now(), until = began + milliseconds * 1000000;
    looping = 1;
    for (int i = 0; i < followers; i++) {
        if (all[i].state == LOST) continue;
        if (loop_http) ask(&all[i]);
        else speak(&all[i], 0);
    }
    while (now() < until) turn(until);
    int64_t took = now() - began;
    report(took, 0);
    looping = 2; /* the last answers are taken, nothing is asked any more */
    if (!loop_http) for (int64_t end = now() + 1000000000; now() < end;) turn(end);
    looping = 0;
}

static void open_all(void) {
    begin(0, followers);
    int64_t began = now();
    for (int next = 0; ready < followers;) {
        while (next < followers && next - ready < in_flight) connect_one(&all[next++]);
        turn(now() + 20000000);
        if (now() - began > 120000000000LL) stop("the connections do not open");
    }
    int64_t took = now() - began;
    if (*publish_by && *say) {
        connect_one(&publisher);
        while (publisher.state != OPEN && publisher.state != LOST) turn(now() + 20000000);
    }
    report(took, 0);
}

/* Gives each connection its line of the file, beginning anew when there are not enough. */
static void read_keys(const char *path) {
    FILE *file = fopen(path, "r");
    char **lines = NULL, *line = NULL;
    size_t room = 0;
    int found = 0;
    if (!file) stop(path);
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\n")] = 0;
        lines = realloc(lines, (found + 1) * sizeof *lines);
        lines[found++] = strdup(line);
    }
    for (int i = 0; found && i < followers; i++) all[i].key = lines[i % found];
    fclose(file);
}

static void read_arguments(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        if (!value) continue;
        *value++ = 0;
        const char *name = argv[i];
        if (!strcmp(name, "port")) port = atoi(value);
        if (!strcmp(name, "followers")) followers = atoi(value);
        if (!strcmp(name, "in_flight")) in_flight = atoi(value);
        if (!strcmp(name, "poll")) poll_mode = atoi(value);
        if (!strcmp(name, "loop_http")) loop_http = atoi(value);
        if (!strcmp(name, "request")) request = value;
        if (!strcmp(name, "hello")) hello = value;
        if (!strcmp(name, "prefix")) prefix = value;
        if (!strcmp(name, "publish_by")) publish_by = value;
        if (!strcmp(name, "publisher_request")) publisher_request = value;
        if (!strcmp(name, "say")) say = value;
        if (!strcmp(name, "keys")) keys = value;
        if (!strcmp(name, "answered")) answered = value;
        if (!strcmp(name, "not_answered")) not_answered = value;
        if (!strcmp(name, "cursors")) cursors = value;
    }
}

int main(int argc, char **argv) {
    read_arguments(argc, argv);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    all = calloc(followers + 1, sizeof *all);
    if (*keys) read_keys(keys);
    open_all();
    fcntl(0, F_SETFL, O_NONBLOCK);
    for (char line[256]; ; ) {
        ssize_t length = read(0, line, sizeof line - 1);
        if (length == 0) return 0;
        if (length < 0) { /* connections are read between commands too */
            turn(now() + 5000000);
            continue;
        }
        line[length] = 0;
        unsigned messages;
        double rate;
        long long milliseconds;
        if (sscanf(line, "publish %u %lf %lld", &messages, &rate, &milliseconds) == 3) publish(messages, rate, milliseconds);
        else if (sscanf(line, "listen %u %lld", &messages, &milliseconds) == 2) listen_only(messages, milliseconds);
        else if (sscanf(line, "loop %lld", &milliseconds) == 1) loop(milliseconds);
        else return 0;
    }
}
