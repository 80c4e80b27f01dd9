package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.Partition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds ARNs of other partitions in policies. AWS rejects them as resources and principals;
 * conditions are not validated.
 */
public final class PolicyPartition {
  private PolicyPartition() {}

  /** Returns the first resource of another partition; empty if there is none. */
  public static Optional<String> foreignResource(String policy, Partition partition) {
    return statements(policy)
        .flatMap(statement -> Stream.of("Resource", "NotResource").map(statement::path))
        .flatMap(PolicyPartition::texts)
        .filter(arn -> isForeign(arn, partition))
        .findFirst();
  }

  /** Returns the first principal of another partition; empty if there is none. */
  public static Optional<String> foreignPrincipal(String policy, Partition partition) {
    return statements(policy)
        .map(statement -> statement.path("Principal"))
        .flatMap(principal -> principal.isObject() ? stream(principal) : Stream.of(principal))
        .flatMap(PolicyPartition::texts)
        .filter(arn -> isForeign(arn, partition))
        .findFirst();
  }

  private static boolean isForeign(String arn, Partition partition) {
    return arn.startsWith("arn:aws") && Partition.ofArn(arn) != partition;
  }

  private static Stream<JsonNode> statements(String policy) {
    try {
      JsonNode statements = JsonMapper.shared().readTree(policy).path("Statement");
      return statements.isArray() ? stream(statements) : Stream.of(statements);
    } catch (JacksonException e) {
      return Stream.empty(); // the caller reports a document that is not JSON
    }
  }

  private static Stream<String> texts(JsonNode value) {
    List<JsonNode> values = value.isArray() ? stream(value).toList() : List.of(value);
    return values.stream().map(each -> each.asString(""));
  }

  private static Stream<JsonNode> stream(JsonNode container) {
    return StreamSupport.stream(container.spliterator(), false);
  }
}
