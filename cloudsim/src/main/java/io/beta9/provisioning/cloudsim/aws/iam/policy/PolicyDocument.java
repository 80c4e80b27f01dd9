package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.common.PolicyPartition;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A parsed policy document. */
public record PolicyDocument(List<Statement> statements) {
  private static final JsonMapper JSON = JsonMapper.shared();

  public PolicyDocument {
    statements = List.copyOf(statements);
  }

  /** Parses and validates an identity policy, which lists permissions. */
  public static PolicyDocument parseIdentityPolicy(String text) {
    PolicyDocument document = parse(text);
    for (Statement statement : document.statements) {
      if (statement.hasPrincipal()) {
        throw IamErrors.malformed("Policy document should not specify a principal.");
      }
      if (!statement.hasResource()) {
        throw IamErrors.malformed("Policy statement must contain resources.");
      }
      for (String action : statement.actions()) {
        if (!action.equals("*") && !action.contains(":")) {
          throw IamErrors.malformed(
              "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
      }
    }
    return document;
  }

  /** Parses and validates an identity policy that is to be stored in a partition. */
  static PolicyDocument parseIdentityPolicy(String text, Partition partition) {
    PolicyDocument document = parseIdentityPolicy(text);
    PolicyPartition.foreignResource(text, partition)
        .ifPresent(
            arn -> {
              throw IamErrors.malformed(
                  "Partition \""
                      + arn.split(":", 3)[1]
                      + "\" is not valid for resource \""
                      + arn
                      + "\".");
            });
    return document;
  }

  /** Parses and validates a role's trust policy, which lists the principals that may assume it. */
  public static PolicyDocument parseTrustPolicy(String text) {
    PolicyDocument document = parse(text);
    for (Statement statement : document.statements) {
      if (statement.hasResource()) {
        throw IamErrors.malformed("Has prohibited field Resource");
      }
      if (!statement.hasPrincipal()) {
        throw IamErrors.malformed("Missing required field Principal");
      }
      for (String action : statement.actions()) {
        if (!action.equals("*") && !action.toLowerCase(java.util.Locale.ROOT).startsWith("sts:")) {
          throw IamErrors.malformed("AssumeRole policy may only specify STS AssumeRole actions.");
        }
      }
    }
    return document;
  }

  private static PolicyDocument parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JacksonException e) {
      throw IamErrors.malformed("This policy contains invalid Json");
    }
    if (!root.isObject() || !root.has("Statement")) {
      throw IamErrors.malformed("Syntax errors in policy.");
    }
    JsonNode statements = root.get("Statement");
    List<Statement> parsed = new ArrayList<>();
    for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
      parsed.add(Statement.of(statement));
    }
    if (parsed.isEmpty()) {
      throw IamErrors.malformed("Syntax errors in policy.");
    }
    return new PolicyDocument(parsed);
  }
}
