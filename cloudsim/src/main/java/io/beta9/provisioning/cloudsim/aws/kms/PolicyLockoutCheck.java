package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.common.PolicyPartition;
import io.beta9.provisioning.cloudsim.aws.iam.policy.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rejects key policies that KMS does not accept: malformed ones, and those after which the caller
 * could not change the policy again, unless the request bypasses this check.
 */
final class PolicyLockoutCheck {
  private static final String ACTION = "kms:putkeypolicy";

  private PolicyLockoutCheck() {}

  static void check(String policy, @Nullable Boolean bypass, Call call) {
    List<JsonNode> statements = statements(policy);
    if (PolicyPartition.foreignPrincipal(policy, call.partition()).isPresent()) {
      throw malformed("Policy contains a statement with one or more invalid principals.");
    }
    if (Boolean.TRUE.equals(bypass)) {
      return;
    }
    boolean allowed = statements.stream().anyMatch(statement -> applies(statement, "Allow", call));
    boolean denied = statements.stream().anyMatch(statement -> applies(statement, "Deny", call));
    if (!allowed || denied) {
      throw malformed(
          "The new key policy will not allow you to update the key policy in the future.");
    }
  }

  private static List<JsonNode> statements(String policy) {
    try {
      JsonNode statements = JsonMapper.shared().readTree(policy).get("Statement");
      List<JsonNode> found = new ArrayList<>();
      if (statements != null && statements.isArray()) {
        statements.forEach(found::add);
      } else if (statements != null) {
        found.add(statements);
      }
      if (!found.isEmpty()
          && found.stream().allMatch(one -> one.has("Effect") && hasPrincipalAndAction(one))) {
        return found;
      }
    } catch (JacksonException e) {
      // reported below like a policy without statements
    }
    throw malformed("Policy contains a statement with a syntax error.");
  }

  private static boolean hasPrincipalAndAction(JsonNode statement) {
    return (statement.has("Principal") || statement.has("NotPrincipal"))
        && (statement.has("Action") || statement.has("NotAction"));
  }

  /**
   * A condition may not be met by the request that changes the policy: such a statement counts only
   * if it denies without one, or allows without one.
   */
  private static boolean applies(JsonNode statement, String effect, Call call) {
    return statement.get("Effect").asString("").equals(effect)
        && !statement.has("Condition")
        && coversAction(statement)
        && coversCaller(statement, call);
  }

  private static boolean coversAction(JsonNode statement) {
    boolean inverted = statement.has("NotAction");
    return inverted
        != texts(statement.get(inverted ? "NotAction" : "Action")).stream()
            .anyMatch(pattern -> Wildcard.matches(pattern.toLowerCase(Locale.ROOT), ACTION));
  }

  private static boolean coversCaller(JsonNode statement, Call call) {
    boolean inverted = statement.has("NotPrincipal");
    JsonNode principal = statement.get(inverted ? "NotPrincipal" : "Principal");
    List<String> names = principal.isObject() ? texts(principal.get("AWS")) : texts(principal);
    return inverted != names.stream().anyMatch(name -> isCaller(name, call));
  }

  /** The account as a principal stands for everyone whose own policies allow the action. */
  private static boolean isCaller(String principal, Call call) {
    return principal.equals("*")
        || principal.equals(call.account())
        || principal.equals(call.partition().iamArn(call.account(), "root"))
        || principal.equals(call.principalArn())
        || roleName(principal, ":role/").equals(roleName(call.principalArn(), ":assumed-role/"));
  }

  /** Returns the name of the role; a text that names no role is returned with its prefix. */
  private static String roleName(String arn, String kind) {
    int start = arn.indexOf(kind);
    if (start < 0) {
      return kind + arn;
    }
    String name = arn.substring(start + kind.length());
    return kind.equals(":assumed-role/")
        ? name.substring(0, Math.max(0, name.indexOf('/')))
        : name.substring(name.lastIndexOf('/') + 1);
  }

  private static List<String> texts(@Nullable JsonNode json) {
    List<String> found = new ArrayList<>();
    if (json != null && json.isArray()) {
      json.forEach(item -> found.add(item.asString("")));
    } else if (json != null) {
      found.add(json.asString(""));
    }
    return found;
  }

  private static AwsErrorException malformed(String message) {
    return new AwsErrorException(400, "MalformedPolicyDocumentException", message);
  }
}
