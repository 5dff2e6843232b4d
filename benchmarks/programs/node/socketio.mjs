// A room on Socket.IO: what is posted to /pub goes to everybody who is connected.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
        body += piece;
    });
    request.on("end", () => {
        sockets.emit("message", body);
        response.writeHead(204).end();
    });
});
// The load client answers no pings: they come after a run has ended.
const sockets = new Server(server, { transports: ["websocket"], pingInterval: 600_000 });
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
