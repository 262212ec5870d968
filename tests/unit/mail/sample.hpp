#pragma once

#include "mail/message.hpp"

namespace contreseing::mail {

inline Message sample_message() {
    return {
        {"Campus Numérique", "campus@campus.example"},
        {"Mme Anaïs Lefèvre", "maire@ville.example"},
        {"Direction du campus", "direction@campus.example"},
        "retours+a1b2c3@campus.example",
        "<c1.42.0@campus.example>",
        std::chrono::sys_days{std::chrono::year{2026} / 3 / 12} + std::chrono::hours{9},
        "fr",
        "À signer : convention d’adhésion (ADH-2026-001)",
        "Bonjour,\n\nOuvrez cette page :\nhttps://campus.example/s/abc=def\n.\n-- \nCampus\n",
        "<!DOCTYPE html>\n<p>Bonjour &amp; bienvenue</p>\n",
        {}};
}

}  // namespace contreseing::mail
