package io.beta9.provisioning.tfstate.s3;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.BoundedObject;
import io.beta9.provisioning.failure.text.DigestMismatch;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.terraform.plan.AccountJson;
import io.beta9.provisioning.tfstate.lock.LockTable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The digest of a state that Terraform stores in the lock table, in the item {@code
 * <bucket>/<key>-md5}. If Terraform is killed between writing the state and the digest, they do not
 * match, and every later run rejects the state.
 */
public final class StateDigest {
  private static final String DIGEST = "Digest";
  private static final int VERSIONS = 20;

  private final AwsSession session;

  public StateDigest(AwsSession session) {
    this.session = session;
  }

  /** The result of comparing a state with its digest. */
  public sealed interface DigestStatus {
    /** They match, or there is no digest. */
    record Matches() implements DigestStatus {}

    /**
     * The digest is that of an earlier version, and the state is a complete successor: only the
     * digest was not written.
     */
    record Behind(String recorded, String actual, long serial) implements DigestStatus {}

    /** It cannot be determined which of the two is right. */
    record Inconsistent(DigestMismatch mismatch) implements DigestStatus {}
  }

  private record DigestedContent(String lineage, long serial) {}

  /** Compares the state with its digest, which exists only if a lock table is used. */
  public DigestStatus check(StateBackend location) {
    String table = location.lockTable();
    if (table == null) {
      return new DigestStatus.Matches();
    }
    return calling("Comparing the state with its digest", () -> check(location, table));
  }

  /** Writes the digest of the current state, unless the digest has changed since. */
  public void repair(StateBackend location, DigestStatus.Behind behind) {
    calling(
        "Writing the state's digest",
        () -> {
          String table = location.lockTable();
          try {
            return session
                .dynamodb()
                .putItem(
                    r ->
                        r.tableName(table)
                            .item(
                                Map.of(
                                    LockTable.LOCK_ID,
                                    AttributeValue.fromS(location.digestItemId()),
                                    DIGEST,
                                    AttributeValue.fromS(behind.actual())))
                            .conditionExpression("#digest = :recorded")
                            .expressionAttributeNames(Map.of("#digest", DIGEST))
                            .expressionAttributeValues(
                                Map.of(":recorded", AttributeValue.fromS(behind.recorded()))));
          } catch (ConditionalCheckFailedException e) {
            // The response of a first attempt may have been lost.
            if (table != null
                && recorded(location, table).filter(behind.actual()::equals).isPresent()) {
              return null;
            }
            throw e;
          }
        });
  }

  /** Writes the digest of this state if a lock table is used; the caller holds the lock. */
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

  private DigestStatus check(StateBackend location, String table) {
    Optional<String> recorded = recorded(location, table);
    if (recorded.isEmpty()) {
      return new DigestStatus.Matches();
    }
    Optional<byte[]> newest = read(location, null);
    if (newest.isEmpty()) {
      return new DigestStatus.Inconsistent(DigestMismatch.STATE_MISSING);
    }
    String actual = md5(newest.get());
    if (actual.equals(recorded.get())) {
      return new DigestStatus.Matches();
    }
    Optional<DigestedContent> content = content(newest.get());
    if (content.isEmpty()) {
      return new DigestStatus.Inconsistent(DigestMismatch.STATE_INCOMPLETE);
    }
    for (ObjectVersion version : versions(location)) {
      Optional<byte[]> bytes = read(location, version.versionId());
      if (bytes.isPresent() && md5(bytes.get()).equals(recorded.get())) {
        return content(bytes.get())
            .filter(before -> before.lineage().equals(content.get().lineage()))
            .filter(before -> before.serial() <= content.get().serial())
            .<DigestStatus>map(
                before -> new DigestStatus.Behind(recorded.get(), actual, content.get().serial()))
            .orElse(new DigestStatus.Inconsistent(DigestMismatch.OTHER_LINEAGE));
      }
    }
    return new DigestStatus.Inconsistent(DigestMismatch.NO_VERSION);
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

  private Optional<byte[]> read(StateBackend location, @Nullable String version) {
    try {
      byte[] bytes =
          BoundedObject.read(
                  session.s3(),
                  location.bucket(),
                  location.key(),
                  version,
                  StateVersions.MAX_STATE_BYTES)
              .bytes();
      // An object that is too large is not a state, like an empty one.
      return Optional.of(bytes == null ? new byte[0] : bytes);
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<DigestedContent> content(byte[] state) {
    try {
      JsonNode tree = AccountJson.STATE.read(state);
      return tree.path("lineage").isString() && tree.path("serial").isNumber()
          ? Optional.of(
              new DigestedContent(tree.path("lineage").asString(), tree.path("serial").asLong()))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // A truncated state; the caller handles it.
    }
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform provides MD5", e);
    }
  }
}
