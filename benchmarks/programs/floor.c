/* The floor: what fan-out costs when nothing but the kernel is in the way.
 *
 * One thread, epoll, no limits, no checks, nothing stored. `GET /ws` and `GET /sse` follow; the body of
 * `POST /pub` is sent to all who do. A follower that does not read at once loses the message.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, FILES = 1 << 17, EVENTS = 512 };
enum kind { NONE, WS, SSE };

static char kinds[FILES], buffer[BUFFER + 1];
static int followers[FILES], count, poller;

static void answer(int fd, const char *text) {
    send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void follow(int fd, enum kind kind) {
    kinds[fd] = kind;
    followers[count++] = fd;
    /* The key is always that of RFC 6455, section 1.3, and so is the answer to it. */
    answer(fd, kind == WS ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
                          : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n");
}

static void publish(const char *body, int length) {
    static char frame[BUFFER + 8], block[BUFFER + 16];
    int head = length < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    frame[1] = (char)(length < 126 ? length : 126);
    if (head == 4) frame[2] = (char)(length >> 8), frame[3] = (char)length;
    memcpy(frame + head, body, length);
    int block_length = sprintf(block, "data: %.*s\n\n", length, body);
    for (int i = 0; i < count; i++) {
        int fd = followers[i];
        if (kinds[fd] == WS) send(fd, frame, head + length, MSG_NOSIGNAL | MSG_DONTWAIT);
        else if (kinds[fd] == SSE) send(fd, block, block_length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

static void gone(int fd) {
    for (int i = 0; kinds[fd] && i < count; i++)
        if (followers[i] == fd) followers[i] = followers[--count];
    kinds[fd] = NONE;
    close(fd);
}

static void readable(int fd) {
    ssize_t length = recv(fd, buffer, BUFFER, 0);
    if (length <= 0) {
        gone(fd);
        return;
    }
    buffer[length] = 0;
    if (!strncmp(buffer, "GET /ws", 7)) follow(fd, WS);
    else if (!strncmp(buffer, "GET /sse", 8)) follow(fd, SSE);
    else if (!strncmp(buffer, "POST /pub", 9)) {
        char *body = strstr(buffer, "\r\n\r\n");
        if (body) publish(body + 4, buffer + length - body - 4);
        answer(fd, "HTTP/1.1 204 No Content\r\n\r\n");
    }
}

int main(int argc, char **argv) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {AF_INET, htons(argc > 1 ? atoi(argv[1]) : 8460), {htonl(INADDR_LOOPBACK)}, {0}};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
        perror("floor");
        return 1;
    }
    poller = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {.fd = listener}}, events[EVENTS];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int found = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < found; i++) {
            if (events[i].data.fd != listener) {
                readable(events[i].data.fd);
                continue;
            }
            int fd = accept(listener, NULL, NULL);
            if (fd < 0) continue;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            event = (struct epoll_event){EPOLLIN, {.fd = fd}};
            epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
