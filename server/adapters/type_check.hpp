#pragma once

#include "documents/typeset/templates.hpp"
#include "documents/typeset/typesetter.hpp"
#include "workflows/domain/convention_type.hpp"

#include <string>
#include <vector>

namespace contreseing::server {

/// What is wrong between a type and its layout, in English, file and line first where there is
/// one: names that no act has, what the layout never prints, words of the type that
/// the act cannot print, signature places missing, repeated or of nobody. The places are those of
/// a sample act with every blank filled and two signatories more than the type asks for, typeset.
std::vector<std::string> check_template(
    const workflows::ConventionType& type,
    const documents::typeset::Templates& templates,
    documents::typeset::Typesetter& typesetter
);

}  // namespace contreseing::server
