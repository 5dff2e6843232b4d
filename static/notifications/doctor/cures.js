/**
 * The lines that cure a cause, for whoever looks after the proxy. `127.0.0.1:8000` stands
 * for the site itself. The tests have nginx run those of its own.
 *
 * @typedef {"nginx"|"apache"|"caddy"|"haproxy"} Proxy
 */

/** How the proxies are called, in the order in which they are shown. @type {Record<Proxy, string>} */
export const PROXIES = { nginx: "nginx", apache: "Apache", caddy: "Caddy", haproxy: "HAProxy" };

/** @type {Record<Proxy, string>} */
const UPGRADE = {
  nginx: `# in http { }, once
map $http_upgrade $connection_upgrade {
    default upgrade;
    ""      "";
}
# in server { }
location /stream/ {
    proxy_pass http://127.0.0.1:8000;
    proxy_http_version 1.1;
    # a location that sets one header has to set all of them
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
}`,
  apache: `# Apache 2.4.47 or newer, with mod_proxy_http and mod_proxy_wstunnel
ProxyPreserveHost On
ProxyPass "/stream/ws" "http://127.0.0.1:8000/stream/ws" upgrade=websocket
ProxyPass "/" "http://127.0.0.1:8000/"`,
  caddy: `chat.example.org {
    # Caddy passes WebSockets on by itself: take away any header_up that changes Connection or Upgrade
    reverse_proxy 127.0.0.1:8000
}`,
  haproxy: `defaults
    mode http
    option http-server-close
    timeout tunnel 1h
# and take away: option httpclose, http-request del-header Upgrade`,
};

/** @type {Record<Proxy, string>} */
const BUFFERING = {
  nginx: `location /stream/ {
    proxy_pass http://127.0.0.1:8000;
    proxy_buffering off;
    proxy_cache off;
    gzip off;
}
# and take away: proxy_ignore_headers X-Accel-Buffering;`,
  apache: `# before the ProxyPass of "/"
ProxyPass "/stream/" "http://127.0.0.1:8000/stream/" flushpackets=on
SetEnvIf Request_URI "^/stream/" no-gzip=1
# and take away any CacheEnable for /stream/`,
  caddy: `chat.example.org {
    @pages not path /stream/*
    encode @pages gzip
    reverse_proxy 127.0.0.1:8000 {
        flush_interval -1
    }
}`,
  haproxy: `defaults
    mode http
    option http-no-delay
    no option http-buffer-request
# and take away for /stream/: compression algo, filter cache`,
};

/** @type {Record<Proxy, string>} */
const PATIENCE = {
  nginx: `location /stream/ {
    proxy_pass http://127.0.0.1:8000;
    proxy_buffering off;
    proxy_read_timeout 75s;
    proxy_send_timeout 75s;
}`,
  apache: `ProxyTimeout 75
ProxyPass "/stream/" "http://127.0.0.1:8000/stream/" flushpackets=on timeout=75`,
  caddy: `chat.example.org {
    reverse_proxy 127.0.0.1:8000 {
        flush_interval -1
        transport http {
            read_timeout 75s
            write_timeout 75s
        }
    }
}`,
  haproxy: `defaults
    mode http
    timeout client 75s
    timeout server 75s
    timeout tunnel 1h`,
};

/** Causes for which lines help; the others have words only. @type {Record<string, Record<Proxy, string>>} */
export const LINES = {
  upgrade: UPGRADE,
  "mute-socket": UPGRADE,
  whole: BUFFERING,
  clumps: BUFFERING,
  age: PATIENCE,
  silence: PATIENCE,
  held: PATIENCE,
  reset: PATIENCE,
};

/**
 * The proxy that named itself in the headers of an answer, to show its lines first.
 *
 * @param {string[]} headers values of `Server` and `Via`
 * @returns {Proxy|null}
 */
export function named(headers) {
  const said = headers.join(" ").toLowerCase();
  const proxies = /** @type {Proxy[]} */ (Object.keys(PROXIES));
  return proxies.find((proxy) => said.includes(proxy)) ?? null;
}
