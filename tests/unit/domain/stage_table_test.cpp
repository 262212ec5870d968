#include "tests/support/plausible.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/unit/domain/scene.hpp"
#include "workflows/domain/fold.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;

/// The columns of the tables in docs/state_machine.md, in their order: for each stage the usual
/// case first, then what else a convention of that stage may be.
std::vector<std::pair<std::string, Scene>> situations() {
    std::vector<std::pair<std::string, Scene>> out;
    const auto see = [&out](std::string name, Scene scene) {
        out.emplace_back(std::move(name), std::move(scene));
    };
    Scene scene;
    see("new", scene);
    scene.create();
    const Scene blank = scene;
    scene.fill();
    see("drafting", scene);
    see("blank", blank);
    scene.freeze();
    see("frozen", scene);
    scene.request_opinion();
    see("under_opinion", scene);
    Scene revoked_seat = scene;
    revoked_seat.act(RevokeLink{seat_place(1, 1), "r"});
    see("seat_revoked", revoked_seat);
    Scene late = scene;
    late.now = late.state.opinion()->deadline + 1min;
    see("vote_over", late);
    Scene favourable = scene;
    scene.answer_all(OpinionChoice::Unfavourable);
    see("awaiting_authority", scene);
    favourable.answer_all();
    see("favourable", favourable);
    Scene carried = favourable;
    carried.act(ReopenDraft{"r", false});
    carried.freeze();
    see("carried", carried);
    scene.act(AcknowledgeOpinion{"Le COS a tranché."});
    scene.open_round();
    Scene uncoded = scene;
    scene.request_code(1);
    scene.wait(1min);
    see("in_signature", scene);
    see("no_code", uncoded);
    Scene over = scene;
    over.now = over.state.slot(1)->door->expires_at;
    see("link_over", over);
    Scene revoked = scene;
    revoked.act(RevokeLink{slot_place(1), "r"});
    see("link_revoked", revoked);
    Scene declined = scene;
    declined.act(DeclineToSign{1, "Non."});
    Scene abandoned = scene;
    abandoned.act(Abandon{"Arrêté."});
    scene.act(scene.signature(1));
    see("half_signed", scene);
    scene.sign_all();
    see("in_force", scene);
    scene.act(RecordBodyInformed{
        "COS", {{"Mme C", {"c@cos.example"}, true, "250 ok"}}, scene.state.events});
    see("informed", scene);
    see("declined", declined);
    see("abandoned", abandoned);
    return out;
}

template <class... C>
Command empty_one(std::string_view name, const std::variant<C...>*) {
    Command command;
    static_cast<void>(((C::kName == name && (command = C{}, true)) || ...));
    return command;
}

/// A command of that name that is well formed, and well aimed where it can be.
Command command_named(std::string_view name, const Scene& scene) {
    Annex annex;
    annex.kind = "constitutive";
    annex.title = "Annexe";
    annex.pages = 1;
    EditDraft edit;
    edit.title = "Un autre titre";
    const auto* frozen = scene.state.frozen();
    const int version = frozen != nullptr ? frozen->n : 0;
    const Sha256 sha256 = frozen != nullptr ? frozen->sha256 : Sha256{};
    const Contact other = contact("M. Autre", "autre@parties.example");
    const auto timers = scene.timers();
    const FireTimer due = timers.empty() ? FireTimer{signature_reminder(1), 0}
                                         : FireTimer{timers[0].id, timers[0].generation};
    const Command all[] = {
        CreateConvention{"R", "T", "C", "", ""},
        edit,
        AttachAnnex{annex},
        RemoveAnnex{1},
        AcknowledgeWarning{"term_unspecified", "r"},
        FreezeVersion{scene.state.events, {}, digest_of(1), 4, {{}, digest_of(1)}},
        ReopenDraft{"r", true},
        scene.opinion_request(),
        AnswerOpinion{1, 1, OpinionChoice::Favourable, ""},
        CloseOpinion{1},
        AcknowledgeOpinion{"r"},
        OpenRound{},
        RequestCode{1, session(1), version, sha256},
        scene.signature(1),
        RecordWrongCode{1, session(1)},
        DeclineToSign{1, "r"},
        RemindNow{slot_place(1)},
        ResendLink{slot_place(1)},
        RevokeLink{slot_place(1), "r"},
        ExtendLink{1, scene.now + 24h},
        CorrectAddress{slot_place(1), {"x@y.example"}, "r"},
        SubstituteHolder{1, other, "r"},
        due,
        RecordBodyInformed{
            "COS", {{"Mme C", {"c@cos.example"}, true, "250 ok"}}, scene.state.events},
        RecordDeliveryFailure{{"s1@parties.example"}, "5.1.1", ""},
        Abandon{"r"},
        RecordAutomaticReply{{"s1@parties.example"}, "Absent"},
        RecordReturnedMail{{"s1@parties.example"}, "Je ne suis plus maire."},
        InformBody{},
        EraseValues{"r", {{1, "/actor/name"}}, scene.state.events},
        RenewCopies{"r"},
    };
    const auto found = std::find_if(std::begin(all), std::end(all), [name](const Command& each) {
        return name_of(each) == name;
    });
    if (found != std::end(all)) {
        return *found;
    }
    const auto filled_in = test_support::plausible(name, scene.now);
    return filled_in ? *filled_in : empty_one(name, static_cast<const Command*>(nullptr));
}

/// `→ stage`, `→ frozen` for a closed draft, or `✗ refusal`.
std::string outcome(std::string_view name, Scene scene) {
    const Command command = command_named(name, scene);
    if (name == "fire_timer" && !scene.timers().empty()) {
        scene.now = std::max(scene.now, scene.timers()[0].fire_at);
    }
    const auto decided = scene.ask(command);
    if (!decided) {
        return "✗ " + std::string(name_of(decided.error().refusal));
    }
    scene.act(command);
    const bool frozen = scene.state.stage == Stage::Drafting && !scene.state.draft_open;
    return "→ " + (frozen ? std::string("frozen") : std::string(name_of(scene.state.stage)));
}

std::string trimmed(const std::string& cell) {
    const auto first = cell.find_first_not_of(" `");
    const auto last = cell.find_last_not_of(" `");
    return first == std::string::npos ? "" : cell.substr(first, last - first + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::stringstream stream(line.substr(1));
    for (std::string cell; std::getline(stream, cell, '|');) {
        cells.push_back(trimmed(cell.substr(0, cell.find("<br>"))));
    }
    return cells;
}

/// The documented tables as they lie under a heading for each part: part -> rows of cells, the row
/// of commands first.
std::map<std::string, std::vector<std::vector<std::string>>> documented() {
    std::map<std::string, std::vector<std::vector<std::string>>> tables;
    std::ifstream file(CONTRESEING_SOURCE_DIR "/docs/state_machine.md");
    std::string part;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) {
            part = line.starts_with("### `") ? line.substr(5, line.find('`', 5) - 5) : "";
        } else if (!part.empty() && line.starts_with("| ")) {
            tables[part].push_back(cells_of(line));
        }
    }
    return tables;
}

template <class... C>
std::vector<std::string> names_in(const std::variant<C...>*) {
    return {std::string(C::kName)...};
}

/// The commands of each part, and of none.
std::map<std::string, std::vector<std::string>> commands_by_part() {
    std::map<std::string, std::vector<std::string>> parts{{"timers", {"fire_timer"}}};
    each_part([&parts]<class Part>() {
        parts[std::string(Part::kName)] =
            names_in(static_cast<const typename Part::Commands*>(nullptr));
    });
    return parts;
}

/// A table as it is documented, a row for each situation: `| | edit_draft | freeze_version |…`.
std::string table_of(const std::vector<std::string>& commands) {
    std::string table = "| |";
    std::string rule = "|---|";
    for (const auto& command : commands) {
        table += " `" + command + "` |";
        rule += "---|";
    }
    table += '\n' + rule + '\n';
    for (const auto& [situation, scene] : situations()) {
        table += "| " + situation + " |";
        for (const auto& command : commands) {
            table += ' ' + outcome(command, scene) + " |";
        }
        table += '\n';
    }
    return table;
}

TEST(StageTables, AreAsDocumentedForEachPart) {
    const auto tables = documented();
    for (const auto& [part, commands] : commands_by_part()) {
        const auto actual = table_of(commands);
        std::vector<std::vector<std::string>> rows;
        std::stringstream lines(actual);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("| ")) {
                rows.push_back(cells_of(line));
            }
        }
        const auto table = tables.find(part);
        if (table == tables.end()) {
            ADD_FAILURE() << "docs/state_machine.md has no table of " << part << ":\n" << actual;
        } else {
            EXPECT_EQ(table->second, rows) << part << " is:\n" << actual;
        }
    }
}

TEST(StageTables, HaveMoreThanOneSituationForMostStages) {
    std::map<Stage, int> seen;
    for (const auto& [name, scene] : situations()) {
        ++seen[scene.state.stage];
    }
    for (const auto stage :
         {Stage::Drafting,
          Stage::UnderOpinion,
          Stage::AwaitingAuthority,
          Stage::InSignature,
          Stage::InForce}) {
        EXPECT_GE(seen[stage], 2) << name_of(stage);
    }
}

}  // namespace
}  // namespace contreseing::workflows::testing
