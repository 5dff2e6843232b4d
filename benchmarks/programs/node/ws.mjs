// A room on `ws`: what is posted to /pub goes to everybody who is connected.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
        body += piece;
    });
    request.on("end", () => {
        for (const client of sockets.clients) client.send(body);
        response.writeHead(204).end();
    });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
