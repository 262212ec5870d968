// A server of a few routes, to be abused through a real nginx by run.py.

#include "server/http/server.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

namespace http = contreseing::server::http;

namespace {

http::Response upload(const http::Request& request) {
    const http::Multipart form = request.multipart();
    std::string out = "fields=" + std::to_string(form.fields.size());
    if (form.file) {
        const auto bytes = http::read_slice(form.file->content);
        unsigned sum = 0;
        for (const std::uint8_t byte : bytes) {
            sum = sum * 31U + byte;
        }
        out += " file=" + form.file->name + " bytes=" + std::to_string(bytes.size()) +
               " sum=" + std::to_string(sum);
    }
    return http::Response::text(out, "text/plain; charset=utf-8");
}

void add_routes(http::Router& router) {
    using http::Request;
    using http::Response;
    router.get("/hello", [](const Request&) { return Response::text("hello", "text/plain"); });
    for (const char* address : {"/metrics", "/health/live"}) {
        router.get(address, [](const Request&) {
            return Response::text("FOR-THIS-MACHINE", "text/plain");
        });
    }
    router.get("/l/:secret", [](const Request&) { return Response::redirect("/s/act"); });
    router.get("/echo/:word", [](const Request& request) {
        return Response::text(std::string(request.param("word")), "text/plain; charset=utf-8");
    });
    router.post("/echo", [](const Request& request) {
        return Response::text(request.body, "application/octet-stream");
    });
    router.post("/form", [](const Request& request) {
        return Response::text(std::to_string(request.form().size()), "text/plain");
    });
    router.get("/headers", [](const Request& request) {
        std::string out = "address=" + request.client_address + "\nid=" + request.request_id +
                          "\nfile=" + (request.body_file ? request.body_file->string() : "") + "\n";
        for (const http::Field& field : request.headers) {
            out += field.name + "=" + field.value + "\n";
        }
        return Response::text(out, "text/plain; charset=utf-8");
    });
    router.get("/throw", [](const Request&) -> Response {
        throw std::runtime_error("SECRET host=db password=1234");
    });
    router.get("/throw-int", [](const Request&) -> Response { throw 42; });
    router.get("/large", [](const Request&) {
        return Response::text(std::string(3U << 20U, 'x'), "text/plain");
    });
    router.get("/slow", [](const Request&) {
        std::cout << "slow begins" << std::endl;
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
        return Response::text("slow", "text/plain");
    });
    router.get("/stuck", [](const Request&) {
        std::this_thread::sleep_for(std::chrono::seconds(4));
        return Response::text("late", "text/plain");
    });
    router.get(
        "/heavy",
        [](const Request&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(500));
            return Response::text("heavy", "text/plain");
        },
        http::Lane::Documents
    );
    for (const char* address : {"/pdf", "/api/v1/pdf"}) {
        router.get(address, [](const Request&) {
            return Response::file(
                "/_blob/ab/act.pdf",
                "convention d’été.pdf",
                "application/pdf",
                http::Disposition::Inline
            );
        });
    }
    router.post("/admin/conventions/:id/annexes", upload, http::Lane::Documents);
    router.post("/api/v1/conventions/:id/documents", upload, http::Lane::Documents);
    router.log_incidents([](const http::Incident& incident) {
        std::cerr << incident.request_id << " " << incident.route << " " << incident.what
                  << std::endl;
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: edge_app PORT EDGE_TOKEN UPLOAD_FOLDER\n";
        return 2;
    }
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    http::Router router;
    add_routes(router);
    http::ServerConfig config;
    config.port = static_cast<std::uint16_t>(std::stoi(argv[1]));
    config.edge_token = argv[2];
    config.upload_folder = argv[3];
    config.unavailable_page = "<!doctype html><title>503</title>occupied";
    config.normal_queue = 32;
    config.heavy_queue = 4;
    config.deadline = std::chrono::milliseconds(2000);
    http::Server server(config, router);
    server.start();
    std::cout << "listening on " << server.port() << std::endl;

    int signal = 0;
    sigwait(&signals, &signal);
    server.stop(std::chrono::seconds(5));
    return 0;
}
