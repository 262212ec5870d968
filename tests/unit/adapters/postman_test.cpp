#include "server/adapters/postman.hpp"

#include "mail/compose.hpp"
#include "mail/error.hpp"
#include "server/adapters/return_path.hpp"
#include "server/adapters/secrets.hpp"
#include "server/adapters/zone.hpp"
#include "tests/support/plausible.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/unit/adapters/folder.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/app/fire_timers.hpp"
#include "workflows/app/link.hpp"
#include "workflows/domain/mails.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace contreseing::server {
namespace {

using namespace workflows;
using app::Dispatch;
using app::testing::World;

class NoSender : public mail::Sender {
public:
    mail::DeliveryResult deliver(const mail::Message& message) override {
        messages.push_back(message);
        return answer;
    }
    std::vector<mail::Message> messages;
    mail::DeliveryResult answer{mail::DeliveryResult::Outcome::Delivered, 250, "250 ok"};
};

const std::filesystem::path kTemplates = CONTRESEING_SOURCE_DIR "/mail/templates";

class Postman : public ::testing::Test {
protected:
    static const mail::Catalogue& catalogue() {
        static const mail::Catalogue shipped(kTemplates, load_zone("Europe/Paris"));
        return shipped;
    }
    Dispatch english(Dispatch dispatch) {
        dispatch.effect.message()->to.locale = Locale::En;
        return dispatch;
    }
    /// Delivers all that waits in `world` and keeps what a postman was given of each kind.
    void collect(World& world) {
        world.deliver_all();
        for (auto& dispatch : world.postman.delivered) {
            seen.insert({dispatch.effect.message()->kind, dispatch});
            all.push_back(std::move(dispatch));
        }
        world.postman.delivered.clear();
    }
    /// An act through everything that can be told about one.
    void live() {
        World world;
        world.reach_signature();
        collect(world);
        world.act(RemindNow{slot_place(1)});
        world.clock.at += std::chrono::minutes(10);
        world.act(ResendLink{slot_place(1)});
        world.request_code(1);
        collect(world);
        world.act(CorrectAddress{slot_place(1), {"nouveau@parties.example"}, "Faute de frappe."});
        collect(world);
        for (int i = 0; i < 12; ++i) {
            world.clock.at += std::chrono::hours(24 * 5);
            (void)app::fire_due_timers(world.engine, world.timers, world.clock, world.digest);
            collect(world);
        }
        world.act(ReopenDraft{"Une erreur à l’article 3.", false});
        collect(world);
        world.freeze();
        world.open_round();
        world.sign_all();
        collect(world);

        World burnt;
        burnt.reach_signature();
        for (int i = 0; i < 20; ++i) {
            burnt.clock.at += std::chrono::minutes(1);
            burnt.act(RequestCode{
                1, workflows::testing::session(i / 10 + 1), 1, burnt.state().frozen()->sha256});
        }
        collect(burnt);

        World declined;
        declined.reach_signature();
        declined.act(DeclineToSign{1, "L’article 3 ne convient pas."});
        declined.act(Abandon{"Sans suite."});
        collect(declined);

        World opinion;
        opinion.create();
        opinion.fill();
        opinion.freeze();
        opinion.act(opinion.scene().opinion_request());
        collect(opinion);
        opinion.clock.at += std::chrono::hours(24 * 7);
        (void)app::fire_due_timers(opinion.engine, opinion.timers, opinion.clock, opinion.digest);
        collect(opinion);
        opinion.act(CloseOpinion{1});
        collect(opinion);

        World substituted(workflows::testing::partnership());
        substituted.reach_signature();
        collect(substituted);
        substituted.act(SubstituteHolder{
            1,
            workflows::testing::contact("Nouvelle Rectrice", "new@academie.example"),
            "Mutation."});
        collect(substituted);
        live_the_rest();
    }
    /// What none of these lives tells, if there is any: each command that is offered, to an act in
    /// signature and to one in force.
    void live_the_rest() {
        for (const bool in_force : {false, true}) {
            for (const auto name : command_names()) {
                if (seen.size() == mail_kinds().size()) {
                    return;
                }
                World world;
                world.reach_signature();
                if (in_force) {
                    world.sign_all();
                }
                const auto command = test_support::plausible(name, world.clock.now());
                if (command && world.engine.execute(world.asked(), *command)) {
                    collect(world);
                    world.clock.at += std::chrono::hours(24 * 60);
                    (void
                    )app::fire_due_timers(world.engine, world.timers, world.clock, world.digest);
                    collect(world);
                }
            }
        }
    }

    tests::Folder folder;
    crypto::SecretKeys keys = tests::new_keys(folder);
    KeyedSecrets secrets{keys};
    NoSender sender;
    MailPostman with(const mail::Catalogue& words) {
        return {
            sender,
            words,
            secrets,
            keys,
            {"https://conventions.campus.example", "conventions@campus.example", "campus.example"}};
    }
    MailPostman postman = with(catalogue());
    std::map<MailKind, Dispatch> seen;
    std::vector<Dispatch> all;
};

TEST_F(Postman, ComposesEveryKindOfMessageInBothLanguages) {
    live();
    for (const auto& kind : mail_kinds()) {
        const auto name = kind.name;
        const auto found = seen.find(kind);
        ASSERT_NE(found, seen.end()) << name << " was never sent";
        const auto french = postman.compose(found->second);
        const auto in_english = postman.compose(english(found->second));
        EXPECT_EQ(french.language, "fr");
        EXPECT_EQ(in_english.language, "en");
        EXPECT_NE(french.text, in_english.text) << name;
        for (const auto* message : {&french, &in_english}) {
            EXPECT_FALSE(message->subject.empty());
            EXPECT_NE(message->text.find("Adhésion de la ville"), std::string::npos) << name;
            EXPECT_EQ(message->text.find("{{"), std::string::npos) << name;
            EXPECT_EQ(message->html.find("{{"), std::string::npos) << name;
            EXPECT_EQ(message->from.address, "conventions@campus.example");
            EXPECT_EQ(message->reply_to.address, "alix@campus.example");
        }
        EXPECT_NO_THROW((void)mail::compose(french)) << name;
    }
}

TEST_F(Postman, ComposesEveryMessageOfALifeToTheSameBytesTwice) {
    live();
    EXPECT_GT(all.size(), 20U);
    for (const auto& dispatch : all) {
        EXPECT_EQ(
            mail::compose(postman.compose(dispatch)), mail::compose(postman.compose(dispatch))
        );
    }
}

TEST_F(Postman, AsksInTheNameOfWhoRunsTheAct) {
    const auto invitation = [this](const ConventionType& type) {
        World world(type);
        world.reach_signature();
        seen.clear();
        collect(world);
        return std::pair(world.state(), postman.compose(seen.at(mails::kInvitation)));
    };
    const auto [admission, of_campus] = invitation(workflows::testing::adhesion());
    ASSERT_EQ(admission.parties.at(0).role, "campus");
    // The campus is no party of the partnership, and runs it all the same.
    const auto [partnership, of_partnership] = invitation(workflows::testing::partnership());
    for (const auto& [lead, message] :
         {std::pair(admission.parties.at(0).name, of_campus),
          {std::string("Campus des métiers"), of_partnership}}) {
        const auto sentence = "Demande faite au nom de\u00a0: " + lead + ". Votre";
        EXPECT_NE(message.text.find(sentence), std::string::npos) << message.text;
        EXPECT_NE(message.html.find(sentence), std::string::npos) << message.html;
    }
}

TEST_F(Postman, GivesTheReminderTheLinkOfTheInvitation) {
    World world;
    world.reach_signature();
    world.act(RemindNow{slot_place(1)});
    collect(world);
    const auto state = world.state();
    const auto link = app::link_of(app::testing::kCampus, state, workflows::slot_place(1));
    const auto address = "https://conventions.campus.example/l/" + app::encode(*link) + "/" +
                         secrets.link_secret(*link);
    for (const auto kind : {mails::kInvitation, mails::kReminder}) {
        const auto message = postman.compose(seen.at(kind));
        EXPECT_NE(message.text.find(address), std::string::npos) << kind.name;
        EXPECT_NE(message.html.find(address), std::string::npos) << kind.name;
    }
}

TEST_F(Postman, SendsTheCodeThatTheFormIsCheckedAgainst) {
    World world;
    world.reach_signature();
    collect(world);
    world.request_code(1);
    collect(world);
    const auto state = world.state();
    const auto& issued = state.slot(1)->codes.back();
    const auto code = secrets.code(state.id, 1, issued, state.frozen()->n, state.frozen()->sha256);
    const auto message = postman.compose(seen.at(mails::kCode));
    EXPECT_NE(message.text.find(code), std::string::npos);
    EXPECT_EQ(postman.compose(seen.at(mails::kInvitation)).text.find(code), std::string::npos);
}

TEST_F(Postman, PutsNoLinkToSignIntoMessagesForOthers) {
    live();
    for (const auto& dispatch : all) {
        const auto kind = dispatch.effect.message()->kind;
        const bool others = kind == mails::kEscalationNotice || kind == mails::kCodesBurntNotice ||
                            kind == mails::kOpinionClosedNotice || kind == mails::kDeclineAlert ||
                            kind == mails::kInForceNotice || kind == mails::kBodyInformation;
        if (!others) {
            continue;
        }
        const auto message = postman.compose(dispatch);
        for (const auto& slot : dispatch.as_of.slots) {
            const auto link =
                app::link_of(app::testing::kCampus, dispatch.as_of, workflows::slot_place(slot.n));
            if (link) {
                EXPECT_EQ(message.text.find(app::encode(*link)), std::string::npos) << kind.name;
            }
        }
    }
}

// Whoever receives a notice about another person's slot must not receive that person's door.
TEST_F(Postman, PutsALinkToSignOnlyIntoMessagesToItsHolder) {
    live();
    for (const auto& dispatch : all) {
        const auto message = postman.compose(dispatch);
        for (const auto& slot : dispatch.as_of.slots) {
            const auto link =
                app::link_of(app::testing::kCampus, dispatch.as_of, workflows::slot_place(slot.n));
            const bool holder =
                same_mailbox(slot.holder.email, dispatch.effect.message()->to.email);
            if (link && !holder) {
                EXPECT_EQ(message.text.find(secrets.link_secret(*link)), std::string::npos)
                    << dispatch.effect.message()->kind.name << " to "
                    << dispatch.effect.message()->to.email.text;
                EXPECT_EQ(message.html.find(secrets.link_secret(*link)), std::string::npos);
            }
        }
    }
}

TEST_F(Postman, NamesEachMessageByItsEffectSoThatABounceFindsIt) {
    live();
    std::set<std::string> ids;
    std::size_t of_one_life = 0;
    for (const auto& dispatch : all) {
        const auto message = postman.compose(dispatch);
        const auto& path = message.return_path;
        ASSERT_EQ(path.substr(0, 2), "b+");
        EXPECT_LE(path.find('@'), 64U);
        EXPECT_EQ(read_bounce_token(keys, path.substr(2, path.find('@') - 2)), dispatch.effect.key);
        ids.insert(message.message_id + to_text(dispatch.effect.created_at) + message.to.address);
        ++of_one_life;
        EXPECT_EQ(
            message.date, std::chrono::floor<std::chrono::seconds>(dispatch.effect.created_at)
        );
    }
    EXPECT_GT(of_one_life, 20U);
}

TEST_F(Postman, AttachesTheSignedActToTheCopiesOnly) {
    live();
    for (const auto& [kind, dispatch] : seen) {
        const auto message = postman.compose(dispatch);
        ASSERT_EQ(message.attachments.size(), kind == mails::kSignedCopy ? 1U : 0U);
        if (kind == mails::kSignedCopy) {
            EXPECT_EQ(message.attachments.at(0).file_name, "ADH-2026-001.pdf");
            EXPECT_NE(message.attachments.at(0).bytes.find("signed by"), std::string::npos);
        }
    }
}

TEST_F(Postman, PrintsTheHashOfTheVeryFileThatItGives) {
    World world;
    world.reach_signature();
    world.sign_all();
    collect(world);
    for (const auto kind : {mails::kSignedCopy, mails::kBodyInformation}) {
        for (const auto& dispatch : {seen.at(kind), english(seen.at(kind))}) {
            const auto& version = *dispatch.as_of.frozen();
            const auto file = world.documents.load(app::testing::kCampus, version.document, -1);
            const auto hash = to_hex(world.digest.sha256(*file));
            const auto message = postman.compose(dispatch);
            for (const auto* text : {&message.text, &message.html}) {
                EXPECT_NE(text->find(hash), std::string::npos) << *text;
                EXPECT_NE(text->find(to_hex(version.sha256)), std::string::npos) << *text;
            }
            for (const auto& attached : message.attachments) {
                const app::Bytes bytes(attached.bytes.begin(), attached.bytes.end());
                EXPECT_EQ(to_hex(world.digest.sha256(bytes)), hash);
            }
        }
    }
}

TEST_F(Postman, GivesARenewedCopyItsReasonAndALinkOfTheNewGeneration) {
    World world;
    world.reach_signature();
    world.sign_all();
    collect(world);
    seen.clear();  // of each kind it holds the first
    world.act(RenewCopies{"Message lu par un autre."});
    collect(world);
    const auto& renewed = seen.at(mails::kSignedCopy);
    const auto link = app::copy_link(app::testing::kCampus, world.state(), renewed.effect.key.n);
    for (const auto& dispatch : {renewed, english(renewed)}) {
        const auto message = postman.compose(dispatch);
        for (const auto* text : {&message.text, &message.html}) {
            EXPECT_NE(text->find("Message lu par un autre."), std::string::npos) << *text;
            EXPECT_NE(text->find("/l/" + encode(link) + "/"), std::string::npos) << *text;
        }
    }
}

TEST_F(Postman, RecallsCorrectedAndAcknowledgedAddressesToWhomTheyConcern) {
    World world;
    world.reach_signature();
    const auto former = world.state().slot(1)->holder.email.text;
    world.act(CorrectAddress{slot_place(1), {"nouveau@parties.example"}, "Faute de frappe."});
    world.act(AcknowledgeWarning{"administrator_address:2", "Il signe lui-même."});
    world.act(CorrectAddress{slot_place(2), {"alix@campus.example"}, "Il le demande."});
    world.sign_all();
    world.deliver_all();
    int receipts = 0;
    int copies = 0;
    for (const auto& dispatch : world.postman.delivered) {
        const auto kind = dispatch.effect.message()->kind;
        const auto french = postman.compose(dispatch);
        const auto in_english = postman.compose(english(dispatch));
        const auto tell = [&](const std::string& part) {
            const auto in = [&part](const std::string& text) {
                return text.find(part) != std::string::npos;
            };
            return in(french.text) && in(french.html) && in(in_english.text) && in(in_english.html);
        };
        const bool corrected = tell(former) && tell("nouveau@parties.example");
        if (kind == mails::kSignatureReceipt) {
            ++receipts;
            EXPECT_EQ(corrected, dispatch.effect.message()->place.slot() == 1) << french.text;
            EXPECT_EQ(tell("Il signe lui-même."), dispatch.effect.message()->place.slot() == 2);
            EXPECT_EQ(
                french.text.find("adresses électroniques") == std::string::npos,
                dispatch.effect.message()->place.slot() > 2
            );
        } else if (kind == mails::kSignedCopy) {
            ++copies;
            EXPECT_TRUE(corrected && tell("Il signe lui-même.")) << french.text;
        }
    }
    EXPECT_GT(receipts, 2);
    EXPECT_GT(copies, 2);
}

TEST_F(Postman, TellsOfARefusalWhatIsTrueForEach) {
    World world(workflows::testing::partnership());  // 1 and 2 share a rank, 3 comes after them
    world.reach_signature();
    const auto state = world.state();
    world.sign_at_once(1);
    collect(world);
    all.clear();
    world.act(DeclineToSign{2, "L’article 3 ne convient pas."});
    collect(world);
    ASSERT_EQ(all.size(), 4U);
    const std::string had_signed = "elle n’a plus d’effet";
    const std::string never_invited = "Votre tour de signer n’était pas encore venu";
    const std::string was_invited = "Votre signature était attendue";
    const std::string own = "Vous avez refusé";
    const std::string decide = "Rouvrez l’acte";
    const std::map<std::string, std::string> true_for{
        {state.slot(1)->holder.email.text, had_signed},
        {state.slot(2)->holder.email.text, own},
        {state.slot(3)->holder.email.text, never_invited},
        {"alix@campus.example", decide}};
    for (const auto& dispatch : all) {
        const auto to = dispatch.effect.message()->to.email.text;
        const auto message = postman.compose(dispatch);
        for (const auto* text : {&message.text, &message.html}) {
            EXPECT_NE(text->find("L’article 3 ne convient pas."), std::string::npos) << to;
            for (const auto& said : {had_signed, never_invited, was_invited, own, decide}) {
                EXPECT_EQ(text->find(said) != std::string::npos, true_for.at(to) == said)
                    << to << ": " << *text;
            }
            const auto page = "/admin/conventions/" + to_string(state.id);
            EXPECT_EQ(text->find(page) != std::string::npos, true_for.at(to) == decide);
        }
    }
}

TEST_F(Postman, TellsAnInvitedSignatoryThatTheLinkIsDead) {
    World world(workflows::testing::partnership());
    world.reach_signature();
    collect(world);
    seen.clear();
    world.act(DeclineToSign{2, "Non."});
    collect(world);
    const auto message = postman.compose(seen.at(mails::kDeclineNotice));
    EXPECT_EQ(message.to.address, world.state().slot(1)->holder.email.text);
    EXPECT_NE(message.text.find("ne permet plus de signer"), std::string::npos) << message.text;
}

TEST_F(Postman, NamesTheNextSignatoryInEachReceiptButTheLast) {
    World world;
    world.reach_signature();
    world.sign_all();
    collect(world);
    const auto slots = world.state().slots;
    for (const auto& dispatch : all) {
        if (dispatch.effect.message()->kind != mails::kSignatureReceipt) {
            continue;
        }
        const auto n = static_cast<std::size_t>(dispatch.effect.message()->place.slot());
        const auto text = postman.compose(dispatch).text;
        const bool last = n == slots.size();
        EXPECT_EQ(text.find("toutes les parties ont signé") != std::string::npos, last) << text;
        if (!last) {
            const auto& next = slots.at(n).holder.name;  // `slots[n]` signs after number n
            EXPECT_NE(text.find("Signature attendue maintenant\u00a0: " + next), std::string::npos)
                << text;
        }
    }
}

TEST_F(Postman, ListsInASignedCopyTheAnnexesThatItsPageGives) {
    World world;
    world.reach_signature();
    world.sign_all();
    collect(world);
    const auto& copy = seen.at(mails::kSignedCopy);
    const auto& annexes = copy.as_of.frozen()->annexes;
    ASSERT_FALSE(annexes.empty());
    const auto message = postman.compose(copy);
    for (const auto* text : {&message.text, &message.html}) {
        EXPECT_NE(text->find("(" + std::to_string(annexes.size()) + ")"), std::string::npos);
        EXPECT_NE(text->find(annexes.front().title), std::string::npos) << *text;
    }
    World bare(workflows::testing::partnership());
    bare.reach_signature();
    bare.sign_all();
    seen.clear();
    collect(bare);
    ASSERT_TRUE(seen.at(mails::kSignedCopy).as_of.frozen()->annexes.empty());
    const auto without = postman.compose(seen.at(mails::kSignedCopy));
    EXPECT_EQ(without.text.find("Annexes"), std::string::npos);
}

TEST_F(Postman, SaysThatATextReplacesAnotherAndThatAFormerSignatureIsToBeGivenAgain) {
    World world;
    world.reach_signature();
    world.sign_at_once(1);
    collect(world);
    const auto first = postman.compose(seen.at(mails::kInvitation)).text;
    EXPECT_EQ(first.find("remplace"), std::string::npos) << first;
    all.clear();
    world.act(ReopenDraft{"Une coquille à l’article 3.", false});
    world.freeze();
    world.open_round();
    const auto slots = world.state().slots;
    for (const auto& slot : slots) {
        collect(world);  // an invitation that was acted upon does not leave any more
        world.sign_at_once(slot.n);
    }
    int invitations = 0;
    int kept = 0;
    for (const auto& dispatch : all) {
        const auto& message = *dispatch.effect.message();
        const auto text = postman.compose(dispatch).text;
        if (message.kind == mails::kInvitation) {
            ++invitations;
            EXPECT_NE(text.find("version 2, remplace toute version"), std::string::npos) << text;
            EXPECT_EQ(
                text.find("Vous aviez signé la version 1") != std::string::npos,
                message.place.slot() == slots.front().n
            ) << text;
        } else if (message.kind == mails::kOpinionKeptNotice) {
            ++kept;
            EXPECT_NE(text.find("Une coquille à l’article 3."), std::string::npos) << text;
            EXPECT_NE(text.find("Directoire"), std::string::npos) << text;
        }
    }
    EXPECT_EQ(invitations, static_cast<int>(slots.size()));
    EXPECT_GT(kept, 0);
}

TEST_F(Postman, SaysToWhoWasAskedForAnOpinionWhetherItHoldsForTheNextText) {
    const std::string holds = "reste valable pour la nouvelle";
    const std::string falls = "ne vaut pas pour le nouveau texte. Si votre avis";
    for (const bool substantial : {false, true}) {
        World world;
        world.reach_signature();
        collect(world);
        all.clear();
        world.act(ReopenDraft{"Une erreur à l’article 3.", substantial});
        collect(world);
        int members = 0;
        for (const auto& dispatch : all) {
            const auto& told = *dispatch.effect.message();
            if (told.kind != mails::kVersionVoidedNotice) {
                continue;
            }
            const bool member = told.place.seat() != 0;
            members += member ? 1 : 0;
            const auto message = postman.compose(dispatch);
            for (const auto* text : {&message.text, &message.html}) {
                EXPECT_EQ(text->find(holds) != std::string::npos, member && !substantial) << *text;
                EXPECT_EQ(text->find(falls) != std::string::npos, member && substantial) << *text;
                EXPECT_EQ(text->find("«\u00a0Directoire\u00a0»") != std::string::npos, member)
                    << *text;
            }
            const auto in_english = postman.compose(english(dispatch)).text;
            EXPECT_EQ(
                in_english.find("for the new one too") != std::string::npos, member && !substantial
            );
        }
        EXPECT_EQ(members, substantial ? 5 : 1) << "the guest alone had no answer";
    }
}

TEST_F(Postman, TellsAdministratorsOfTheEntryIntoForceAndOfTheBodyIfThereIsOne) {
    for (const bool informs : {true, false}) {
        World world(informs ? workflows::testing::adhesion() : workflows::testing::partnership());
        world.reach_signature();
        world.sign_all();
        seen.clear();
        collect(world);
        const auto message = postman.compose(seen.at(mails::kInForceNotice));
        EXPECT_EQ(message.to.address, "alix@campus.example");
        EXPECT_EQ(message.text.find("est informée automatiquement") != std::string::npos, informs);
        const auto page = "/admin/conventions/" + to_string(world.state().id);
        EXPECT_NE(message.text.find(page), std::string::npos) << message.text;
    }
}

TEST_F(Postman, TellsEachMemberTheResultWithItsCountsAndQuorum) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());  // 1 to 3 count, 4 is consultative, 5 a guest
    world.act(AnswerOpinion{1, 1, OpinionChoice::Reserved, "Un bilan par an."});
    world.act(AnswerOpinion{1, 4, OpinionChoice::Unfavourable, "Non."});
    world.act(CloseOpinion{1});
    all.clear();
    collect(world);
    const auto state = world.state();
    const std::vector<std::string> said{
        "quorum n’est pas atteint",
        "Voix délibératives (3)",
        "favorable\u00a0: 0",
        "favorable avec réserves\u00a0: 1",
        "défavorable\u00a0: 0",
        "abstention\u00a0: 0",
        "sans réponse\u00a0: 2",
        "Quorum\u00a0: 2 sur 3, réponses\u00a0: 1 (quorum non atteint)",
        "par la présidence ou en son nom"};
    int results = 0;
    for (const auto& dispatch : all) {
        const auto& message = *dispatch.effect.message();
        if (message.kind != mails::kOpinionResultNotice) {
            continue;
        }
        ++results;
        const auto& seat =
            state.opinion()->seats.at(static_cast<std::size_t>(message.place.seat()) - 1);
        const auto mail = postman.compose(dispatch);
        EXPECT_EQ(mail.to.address, seat.holder.email.text);
        const auto link = *app::link_of(
            app::testing::kCampus, state, workflows::seat_place(state.opinion()->n, seat.n)
        );
        for (const auto* text : {&mail.text, &mail.html}) {
            for (const auto& part : said) {
                EXPECT_NE(text->find(part), std::string::npos) << part << " in " << *text;
            }
            EXPECT_NE(text->find(app::encode(link)), std::string::npos);
            EXPECT_EQ(
                text->find("Votre voix est consultative") != std::string::npos,
                message.place.seat() == 4
            );
            EXPECT_EQ(
                text->find("pour information") != std::string::npos, message.place.seat() == 5
            );
            EXPECT_EQ(text->find("Un bilan par an."), std::string::npos);
        }
    }
    EXPECT_EQ(results, 5);
    const auto to_administrators = postman.compose(seen.at(mails::kOpinionClosedNotice)).text;
    for (const auto& part : said) {
        EXPECT_NE(to_administrators.find(part), std::string::npos) << part;
    }
}

TEST_F(Postman, SurvivesHostileNamesAndTitles) {
    World world;
    world.create();
    world.fill();
    EditDraft edit;
    edit.title = "<script>alert(1)</script> & Cie";
    world.act(edit);
    world.act(AcknowledgeWarning{"possible_placeholder:title", "C'est le titre."});
    world.freeze();
    world.ask_opinion();
    world.open_round();
    collect(world);
    const auto message = postman.compose(seen.at(mails::kInvitation));
    EXPECT_EQ(message.html.find("<script>"), std::string::npos);
    EXPECT_NE(message.html.find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(message.text.find("<script>alert(1)</script> & Cie"), std::string::npos);
}

TEST_F(Postman, TellsWhatBecameOfTheMessage) {
    World world;
    world.reach_signature();
    collect(world);
    const auto& dispatch = seen.at(mails::kInvitation);
    using Outcome = mail::DeliveryResult::Outcome;
    using Kind = app::DeliveryReport::Kind;
    const std::map<Outcome, Kind> expected{
        {Outcome::Delivered, Kind::Delivered},
        {Outcome::Temporary, Kind::Temporary},
        {Outcome::Permanent, Kind::Permanent}};
    for (const auto& [outcome, kind] : expected) {
        sender.answer = {outcome, 0, "said"};
        const auto report = postman.deliver(dispatch);
        EXPECT_EQ(report.kind, kind);
        EXPECT_EQ(report.reply, "said");
    }
    EXPECT_EQ(sender.messages.size(), 3U);
}

TEST_F(Postman, RefusesWordsThatItHasNotByTheirName) {
    World world;
    world.reach_signature();
    collect(world);
    auto dispatch = seen.at(mails::kInvitation);
    std::get<workflows::app::Mail>(dispatch.effect.holds).template_version = 99;
    try {
        (void)postman.deliver(dispatch);
        ADD_FAILURE() << "there are no such words";
    } catch (const mail::Error& error) {
        EXPECT_STREQ(error.what(), "unknown kind or version of mail: invitation.v99 in fr");
    }
    EXPECT_TRUE(sender.messages.empty());
}

TEST_F(Postman, ComposesWhatWasWrittenBeforeNewWordsInTheFormerOnes) {
    tests::Folder words;
    std::filesystem::copy(
        kTemplates, words.path() / "mail", std::filesystem::copy_options::recursive
    );
    for (const char* const language : {"fr", "en"}) {
        std::ofstream(words.path() / "mail" / language / "invitation.2.mail")
            << "Second {{act_reference}}\n\n{{link}}\n";
    }
    const mail::Catalogue newer(words.path() / "mail", load_zone("Europe/Paris"));
    const auto versions = newest_versions(newer);
    EXPECT_EQ(versions.size(), mail_kinds().size());
    for (const auto& [kind, version] : versions) {
        EXPECT_EQ(version, kind == mails::kInvitation.name ? 2 : 1) << kind;
    }

    World world;
    world.reach_signature();
    collect(world);
    const auto before = seen.at(mails::kInvitation);
    auto after = before;
    std::get<workflows::app::Mail>(after.effect.holds).template_version =
        versions.at(std::string(mails::kInvitation.name));
    const auto later = with(newer);
    EXPECT_EQ(later.compose(before).subject, postman.compose(before).subject);
    EXPECT_EQ(later.compose(before).text, postman.compose(before).text);
    EXPECT_TRUE(later.compose(after).subject.starts_with("Second "));
}

}  // namespace
}  // namespace contreseing::server
