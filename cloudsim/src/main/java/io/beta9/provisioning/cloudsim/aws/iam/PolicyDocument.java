package io.beta9.provisioning.cloudsim.aws.iam;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A policy as its statements. */
record PolicyDocument(List<Statement> statements) {
  private static final JsonMapper JSON = JsonMapper.shared();

  PolicyDocument {
    statements = List.copyOf(statements);
  }

  /** Reads an identity policy: what somebody may do. */
  static PolicyDocument identity(String text) {
    PolicyDocument document = parse(text);
    for (Statement statement : document.statements) {
      if (statement.hasPrincipal()) {
        throw IamFaults.malformed("Policy document should not specify a principal.");
      }
      if (!statement.hasResource()) {
        throw IamFaults.malformed("Policy statement must contain resources.");
      }
      for (String action : statement.actions()) {
        if (!action.equals("*") && !action.contains(":")) {
          throw IamFaults.malformed(
              "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
      }
    }
    return document;
  }

  /** Reads a role's trust policy: who may assume it. */
  static PolicyDocument trust(String text) {
    PolicyDocument document = parse(text);
    for (Statement statement : document.statements) {
      if (statement.hasResource()) {
        throw IamFaults.malformed("Has prohibited field Resource");
      }
      if (!statement.hasPrincipal()) {
        throw IamFaults.malformed("Missing required field Principal");
      }
      for (String action : statement.actions()) {
        if (!action.equals("*") && !action.toLowerCase(java.util.Locale.ROOT).startsWith("sts:")) {
          throw IamFaults.malformed("AssumeRole policy may only specify STS AssumeRole actions.");
        }
      }
    }
    return document;
  }

  private static PolicyDocument parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JacksonException notJson) {
      throw IamFaults.malformed("This policy contains invalid Json");
    }
    if (!root.isObject() || !root.has("Statement")) {
      throw IamFaults.malformed("Syntax errors in policy.");
    }
    JsonNode statements = root.get("Statement");
    List<Statement> parsed = new ArrayList<>();
    for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
      parsed.add(Statement.of(statement));
    }
    if (parsed.isEmpty()) {
      throw IamFaults.malformed("Syntax errors in policy.");
    }
    return new PolicyDocument(parsed);
  }
}
