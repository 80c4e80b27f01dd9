package io.beta9.provisioning.aws;

import static io.beta9.provisioning.aws.AwsFailures.calling;
import static io.beta9.provisioning.aws.AwsFailures.hasCode;

import io.beta9.provisioning.terraform.StateLocation;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads who holds a state, without a Terraform. */
public final class StateLocks {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AwsSession session;

  public StateLocks(AwsSession session) {
    this.session = session;
  }

  /** The lock that is held, in the lock file or in the table. */
  public Optional<StateLock> held(StateLocation location) {
    return calling(
        "Reading the state's lock",
        () -> {
          Optional<StateLock> file = location.lockFile() ? inBucket(location) : Optional.empty();
          String table = location.lockTable();
          return file.isPresent() || table == null ? file : inTable(location, table);
        });
  }

  private Optional<StateLock> inBucket(StateLocation location) {
    try {
      String text =
          session
              .s3()
              .getObjectAsBytes(r -> r.bucket(location.bucket()).key(location.lockFileKey()))
              .asUtf8String();
      return Optional.of(parse(text));
    } catch (S3Exception e) {
      if (hasCode(e, "NoSuchKey", "NoSuchBucket") || e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<StateLock> inTable(StateLocation location, String table) {
    try {
      Map<String, AttributeValue> item =
          session
              .dynamodb()
              .getItem(
                  r ->
                      r.tableName(table)
                          .consistentRead(true)
                          .key(
                              Map.of(
                                  LockTable.LOCK_ID, AttributeValue.fromS(location.lockItemId()))))
              .item();
      AttributeValue info = item.get("Info");
      return info == null ? Optional.empty() : Optional.of(parse(info.s()));
    } catch (DynamoDbException e) {
      if (hasCode(e, "ResourceNotFoundException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static StateLock parse(String json) {
    JsonNode lock = JSON.readTree(json);
    return new StateLock(
        lock.path("ID").asString(""),
        lock.path("Operation").asString(""),
        lock.path("Who").asString(""),
        lock.path("Version").asString(""),
        lock.path("Created").asString(""),
        lock.path("Info").asString(""));
  }
}
