package io.beta9.provisioning.tfstate.s3;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.tfstate.lock.LockTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The digest that Terraform keeps of a state beside its lock in the table, in the item {@code
 * <bucket>/<key>-md5}. A Terraform that is killed between writing the state and writing the digest
 * leaves two that do not match, and every later one refuses the state.
 */
public final class StateDigest {
  private static final String DIGEST = "Digest";
  private static final int VERSIONS = 20;

  private final AwsSession session;

  public StateDigest(AwsSession session) {
    this.session = session;
  }

  /** How state and digest stand to each other. */
  public sealed interface DigestStatus {
    /** They match, or there is no digest. */
    record Matches() implements DigestStatus {}

    /**
     * The digest is an earlier version's, and the state is its whole successor: only the writing of
     * the digest is missing.
     */
    record Behind(String recorded, String actual, long serial) implements DigestStatus {}

    /** It cannot be told which of the two is right. */
    record Doubtful(String reason) implements DigestStatus {}
  }

  private record DigestedContent(String lineage, long serial) {}

  /** Looks; changes nothing. Only where states are locked in a table is there anything to see. */
  public DigestStatus look(StateBackend location) {
    String table = location.lockTable();
    if (table == null) {
      return new DigestStatus.Matches();
    }
    return calling("Comparing the state with its digest", () -> look(location, table));
  }

  /** Writes the digest of the state as it is, unless somebody has written another meanwhile. */
  public void mend(StateBackend location, DigestStatus.Behind behind) {
    calling(
        "Writing the state's digest",
        () ->
            session
                .dynamodb()
                .putItem(
                    r ->
                        r.tableName(location.lockTable())
                            .item(
                                Map.of(
                                    LockTable.LOCK_ID,
                                    AttributeValue.fromS(location.digestItemId()),
                                    DIGEST,
                                    AttributeValue.fromS(behind.actual())))
                            .conditionExpression("#digest = :recorded")
                            .expressionAttributeNames(Map.of("#digest", DIGEST))
                            .expressionAttributeValues(
                                Map.of(":recorded", AttributeValue.fromS(behind.recorded())))));
  }

  /**
   * Writes the digest of this state, where states are locked in a table; the caller has the lock.
   */
  public void write(StateBackend location, byte[] state) {
    String table = location.lockTable();
    if (table != null) {
      calling(
          "Writing the state's digest",
          () ->
              session
                  .dynamodb()
                  .putItem(
                      r ->
                          r.tableName(table)
                              .item(
                                  Map.of(
                                      LockTable.LOCK_ID,
                                      AttributeValue.fromS(location.digestItemId()),
                                      DIGEST,
                                      AttributeValue.fromS(md5(state))))));
    }
  }

  private DigestStatus look(StateBackend location, String table) {
    Optional<String> recorded = recorded(location, table);
    if (recorded.isEmpty()) {
      return new DigestStatus.Matches();
    }
    Optional<byte[]> newest = read(location, null);
    if (newest.isEmpty()) {
      return new DigestStatus.Doubtful("there is a digest, and no state that it could be of");
    }
    String actual = md5(newest.get());
    if (actual.equals(recorded.get())) {
      return new DigestStatus.Matches();
    }
    Optional<DigestedContent> content = content(newest.get());
    if (content.isEmpty()) {
      return new DigestStatus.Doubtful("the newest state is not whole");
    }
    for (ObjectVersion version : versions(location)) {
      Optional<byte[]> bytes = read(location, version.versionId());
      if (bytes.isPresent() && md5(bytes.get()).equals(recorded.get())) {
        return content(bytes.get())
            .filter(before -> before.lineage().equals(content.get().lineage()))
            .filter(before -> before.serial() <= content.get().serial())
            .<DigestStatus>map(
                before -> new DigestStatus.Behind(recorded.get(), actual, content.get().serial()))
            .orElse(
                new DigestStatus.Doubtful(
                    "the digest is that of another line of states than the newest's"));
      }
    }
    return new DigestStatus.Doubtful("the digest is that of none of the state's versions");
  }

  private Optional<String> recorded(StateBackend location, String table) {
    try {
      AttributeValue digest =
          session
              .dynamodb()
              .getItem(
                  r ->
                      r.tableName(table)
                          .consistentRead(true)
                          .key(
                              Map.of(
                                  LockTable.LOCK_ID,
                                  AttributeValue.fromS(location.digestItemId()))))
              .item()
              .get(DIGEST);
      return Optional.ofNullable(digest).map(AttributeValue::s);
    } catch (DynamoDbException e) {
      if (hasCode(e, "ResourceNotFoundException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<ObjectVersion> versions(StateBackend location) {
    return session
        .s3()
        .listObjectVersions(
            r -> r.bucket(location.bucket()).prefix(location.key()).maxKeys(VERSIONS))
        .versions()
        .stream()
        .filter(version -> version.key().equals(location.key()))
        .toList();
  }

  private Optional<byte[]> read(
      StateBackend location, @org.jspecify.annotations.Nullable String version) {
    try {
      return Optional.of(
          session
              .s3()
              .getObjectAsBytes(
                  r -> r.bucket(location.bucket()).key(location.key()).versionId(version))
              .asByteArray());
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<DigestedContent> content(byte[] state) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(new String(state, StandardCharsets.UTF_8));
      return tree.path("lineage").isString() && tree.path("serial").isNumber()
          ? Optional.of(
              new DigestedContent(tree.path("lineage").asString(), tree.path("serial").asLong()))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // Cut short: that is what is asked.
    }
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
