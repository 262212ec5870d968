#include "tests/support/source_dir.hpp"
#include "tests/unit/domain/scene.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;

/// The columns of the table in docs/state_machine.md, in their order.
std::vector<std::pair<std::string, Scene>> situations() {
    std::vector<std::pair<std::string, Scene>> out;
    Scene scene;
    out.emplace_back("new", scene);
    scene.create();
    scene.fill();
    out.emplace_back("drafting", scene);
    scene.freeze();
    out.emplace_back("frozen", scene);
    scene.request_opinion();
    out.emplace_back("under_opinion", scene);
    scene.answer_all(OpinionChoice::Unfavourable);
    out.emplace_back("awaiting_authority", scene);
    scene.act(AcknowledgeOpinion{"Le COS a tranché."});
    scene.open_round();
    scene.request_code(1);
    scene.wait(1min);
    out.emplace_back("in_signature", scene);
    Scene declined = scene;
    declined.act(DeclineToSign{1, "Non."});
    Scene abandoned = scene;
    abandoned.act(Abandon{"Arrêté."});
    scene.act(scene.signature(1));
    scene.sign_all();
    out.emplace_back("in_force", scene);
    out.emplace_back("declined", declined);
    out.emplace_back("abandoned", abandoned);
    return out;
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
    const FireTimer due =
        timers.empty() ? FireTimer{signature_reminder(1), 0} : FireTimer{timers[0].id, timers[0].generation};
    const Command all[] = {
        CreateConvention{"R", "T", "C", "", ""},
        edit,
        AttachAnnex{annex},
        RemoveAnnex{1},
        AcknowledgeWarning{"term_unspecified", "r"},
        FreezeVersion{scene.state.events, {}, digest_of(1), 4},
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
    return found == std::end(all) ? Command(CreateConvention{}) : *found;
}

/// `→ stage`, `→ frozen` for a closed draft, or `✗ refusal`.
std::string outcome(std::string_view name, Scene scene) {
    const Command command = command_named(name, scene);
    if (name == "fire_timer" && !scene.timers().empty()) {
        scene.now = scene.timers()[0].fire_at;
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

/// Rows of the documented table that begin with a command's name: name -> cells.
std::map<std::string, std::vector<std::string>> documented() {
    std::map<std::string, std::vector<std::string>> rows;
    std::ifstream file(CONTRESEING_SOURCE_DIR "/docs/state_machine.md");
    std::string line;
    while (std::getline(file, line)) {
        if (!line.starts_with("| `")) {
            continue;
        }
        std::stringstream cells(line.substr(1));
        std::string name, cell;
        std::getline(cells, name, '|');
        name = trimmed(name);
        const auto names = command_names();
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            continue;
        }
        while (std::getline(cells, cell, '|')) {
            rows[name].push_back(trimmed(cell));
        }
    }
    return rows;
}

class StageTable : public ::testing::TestWithParam<std::size_t> {};

TEST_P(StageTable, IsAsDocumentedInEveryStage) {
    const std::string name(command_names()[GetParam()]);
    const auto rows = documented();
    const auto row = rows.find(name);
    std::string actual = "| `" + name + "` |";
    std::vector<std::string> cells;
    for (const auto& [situation, scene] : situations()) {
        cells.push_back(outcome(name, scene));
        actual += ' ' + cells.back() + " |";
    }
    ASSERT_NE(row, rows.end()) << "not in docs/state_machine.md: " << actual;
    EXPECT_EQ(row->second, cells) << actual;
}

INSTANTIATE_TEST_SUITE_P(
    Commands,
    StageTable,
    ::testing::Range(std::size_t{0}, std::variant_size_v<Command>),
    [](const auto& each) { return std::string(command_names()[each.param]); }
);

}  // namespace
}  // namespace contreseing::workflows::testing
