#include "chainrule/claims/json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace chainrule::claims {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json diagnosis_json(const Diagnosis& diagnosis) {
    return {{"kind", to_string(diagnosis.kind)},
            {"value", number(diagnosis.value)},
            {"name", diagnosis.name.empty() ? Json(nullptr) : Json(diagnosis.name)},
            {"text", diagnosis.text}};
}

Json claim_json(const Source& source, const Judgement& judgement) {
    const Claim& claim = *judgement.claim;
    Json json = {{"line", source.place(claim.at.begin).line},
                 {"claim", claim.name},
                 {"verdict", to_string(judgement.verdict)},
                 {"max_relative_error", number(judgement.max_relative_error)},
                 {"error_bar", number(judgement.error_bar)},
                 {"diagnosis", nullptr}};
    if (judgement.diagnosis) json["diagnosis"] = diagnosis_json(*judgement.diagnosis);
    const std::string& remark =
        judgement.verdict == Verdict::undecided ? judgement.doubt : judgement.remark;
    if (!remark.empty()) json["remark"] = remark;
    return json;
}

Json complaint_json(const Source& source, const Complaint& complaint) {
    const Place place = source.place(complaint.at.begin);
    std::string message = complaint.message;
    if (!complaint.next.empty()) message += "; " + complaint.next;
    return {{"line", place.line}, {"column", place.column}, {"message", message}};
}

Json object_of(const Source& source, const Verification& verification) {
    Json object = {{"file", source.name()}};
    if (!verification.readable()) {
        object["error"] = complaint_json(source, verification.complaints.front());
        object["errors"] = Json::array();
        for (const Complaint& complaint : verification.complaints) {
            object["errors"].push_back(complaint_json(source, complaint));
        }
        return object;
    }
    object["seed"] = verification.seed;
    object["trials"] = verification.trials;
    object["claims"] = Json::array();
    for (const Judgement& judgement : verification.judgements) {
        object["claims"].push_back(claim_json(source, judgement));
    }
    for (const Verdict verdict : {Verdict::holds, Verdict::fails, Verdict::undecided}) {
        object[std::string(to_string(verdict))] = verification.count(verdict);
    }
    return object;
}

}  // namespace

std::string json_of(const Source& source, const Verification& verification) {
    // Bytes that are no UTF-8, say in a file's name, are replaced
    return object_of(source, verification)
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace chainrule::claims
