#include "workflows/domain/placeholders.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

/// `certain`, `possible` or `none`: the worst of what is found.
std::string verdict(std::string_view text) {
    const auto found = find_placeholders(text);
    const bool certain =
        std::any_of(found.begin(), found.end(), [](const auto& each) { return each.certain; });
    return certain ? "certain" : found.empty() ? "none" : "possible";
}

void expect(std::string_view wanted, std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) {
        EXPECT_EQ(verdict(text), wanted) << text;
    }
}

// Source: the blanks of the acts in docs/acts.md and of office templates.
TEST(Placeholder, IsCertainWhereNoFinishedActReadsLikeThat) {
    expect(
        "certain",
        {"[À COMPLÉTER]",
         "le siège est situé (à compléter)",
         "date : À définir.",
         "À définir",
         "a definir",
         "à DÉFINIR",
         "XX/XX/2026",
         "le XX mars 2026",
         "le … mars 2026",
         "(…)",
         "un taux de XX %",
         "20XX",
         "année scolaire 20XX-20XX",
         "XXXX",
         "M. Xxxxx, président",
         "subvention de … % du montant",
         "soit ..... euros",
         "une somme de ... €",
         "…………",
         "Nom……………………",
         "Autre(s) : .....",
         ". . . . . .",
         "Le ____",
         "la somme de _ euros",
         "un taux de _ %",
         "T.B.D.",
         "_ _ _ _",
         "__/__/2026",
         "« -- »",
         "---- %",
         "le   /   /2026",
         "jj/mm/aaaa",
         "JJ/MM/AAAA",
         "00/00/0000",
         "[Nom du partenaire]",
         "<date de signature>",
         "???",
         "?",
         "…",
         "Lorem ipsum dolor",
         "Mairie de Nîmes, représentée par :",
         "L’association Exemple, représentée par",
         "représenté(e) par : ….",
         "TBD"}
    );
}

TEST(Placeholder, IsPossibleWhereOnlyAPersonCanSay) {
    expect(
        "possible",
        {"article XXX",
         "Louis XX",
         "xxx",
         "(XXX)",
         "xx",
         "M. X, directeur",
         "Madame X",
         "conclue le … à Nîmes",
         "fait à …, le 3 mars 2026",
         "les parties (…) conviennent",
         "les modalités restent à définir",
         "à préciser par avenant",
         "vu la délibération n° du 12 mars 2026",
         "sous le n°",
         "une aide de  %",
         "un montant de €",
         "représentée par Monsieur, dûment habilité",
         "M./Mme Roy",
         "Monsieur ou Madame Roy",
         "[le partenaire]",
         "{{nom}}",
         "( )",
         "« »",
         "☐ oui ☒ non",
         "la somme de            euros par an",
         "SIRET :",
         "rayer la mention inutile",
         "option -- à retenir",
         "TODO vérifier",
         "date : T.B.D.",
         "lieu : t.b.c.",
         "Le _ s’engage",
         "article 12 ??"}
    );
}

TEST(Placeholder, IsNotSeenInOrdinaryText) {
    expect(
        "none",
        {"",
         "Adhésion de la ville.",
         "etc...",
         "visites, stages, etc…",
         "visites, stages, etc… et accueil",
         "Et la suite…",
         "à définir une offre commune de formation",
         "à préciser les engagements",
         "2026--2027",
         "2026-2027",
         "xn--caf-dma.example",
         "https://www.example/a//b",
         "a-b - c",
         "le 3 mars – le 4 mars",
         "Maxximum",
         "le XXe siècle",
         "XIX, XXI et XXIV",
         "Exxxon",
         "éxxxé",
         "_a_",
         "fichier_joint",
         "M. T. B. Durand",
         "nom_de_fichier",
         "définir ensemble",
         "un taux de 50 %, soit 1 200 €",
         "la délibération n° 2026-12 du 12 mars 2026",
         "Mairie de Nîmes, représentée par Mme Anne Roy, maire",
         "L’association, représentée par :\nMme Roy, présidente",
         "les axes suivants :\n– accueil ;\n– orientation.",
         "le renvoi [3]",
         "(sic)",
         "Monsieur le Président",
         "Voulez-vous ? Oui.",
         "20 x 30 cm",
         "« ainsi » ou « autrement »",
         "M. Xavier Roy",
         "lettre recommandée (LRAR)"}
    );
}

TEST(Placeholder, IsShownWithTheWordsBesideIt) {
    const std::string text =
        "Considérant l’intérêt de la présente, la subvention est de … % du montant total des "
        "dépenses éligibles de l’opération.";
    const auto found = find_placeholders(text);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(text.substr(found[0].at, found[0].length), "…");
    const auto words = words_around(text, found[0]);
    EXPECT_NE(words.find("la subvention est de … % du montant"), std::string::npos) << words;
    EXPECT_LT(words.size(), 100U);
    EXPECT_EQ(words_around("…", {0, 3, true}), "…");
    EXPECT_EQ(words_around("un\ndeux … trois", {8, 3, true}), "un deux … trois");
}

TEST(Placeholder, EachIsFoundOnce) {
    const auto found = find_placeholders("Du XX/XX/2026 au ___, à … %");
    ASSERT_EQ(found.size(), 4U);
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.at + a.length <= b.at;
    }));
    // Not UTF-8: read up to there, and never beyond.
    EXPECT_EQ(find_placeholders("XXXX \xFF XXXX").size(), 1U);
}

}  // namespace
}  // namespace contreseing::workflows
