package io.beta9.provisioning.tfstate.lock;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.BoundedObject;
import io.beta9.provisioning.format.PrintableText;
import io.beta9.provisioning.metaconfig.StateBackend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads, removes and acquires locks on a state in the same way as Terraform. */
public final class StateLocks {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The id of a lock that cannot be read. */
  static final String UNREADABLE = "unreadable";

  private static final int MAX_LOCK_BYTES = 64 * 1024;
  private static final int MAX_FIELD_LENGTH = 300;

  private final AwsSession session;

  public StateLocks(AwsSession session) {
    this.session = session;
  }

  /** Returns the lock that is held in the lock file or in the table. */
  public Optional<StateLock> held(StateBackend location) {
    return heldLocks(location).stream().map(HeldLock::lock).findFirst();
  }

  /** Returns the locks in both places. Terraform writes the same lock to both if both are used. */
  public List<HeldLock> heldLocks(StateBackend location) {
    return calling(
        "Reading the state's lock",
        () -> {
          List<HeldLock> held = new ArrayList<>();
          if (location.lockFile()) {
            readLockFile(location).ifPresent(held::add);
          }
          String table = location.lockTable();
          if (table != null) {
            readLockItem(location, table).ifPresent(held::add);
          }
          return held;
        });
  }

  /**
   * Removes this lock, but not another one that has been taken in its place since.
   *
   * @return false if it no longer exists or another lock is held
   */
  public boolean remove(StateBackend location, HeldLock held) {
    return calling(
        "Removing the state's lock " + held.lock().id(),
        () ->
            switch (held.place()) {
              case LOCK_FILE -> removeFile(location, held);
              case TABLE -> removeItem(location, held);
            });
  }

  /**
   * Locks the state in the same way as Terraform. A lock whose response was lost counts as
   * acquired: its id proves that it is this one.
   *
   * @return the acquired locks, which the caller {@linkplain #remove removes}; empty if the state
   *     is already locked
   */
  public Optional<List<HeldLock>> acquire(StateBackend location, StateLock lock) {
    return calling(
        "Locking the state",
        () -> {
          List<HeldLock> acquired = new ArrayList<>();
          if (location.lockFile()) {
            Optional<HeldLock> file = acquireFile(location, lock);
            if (file.isEmpty()) {
              return Optional.empty();
            }
            acquired.add(file.get());
          }
          String table = location.lockTable();
          if (table != null) {
            Optional<HeldLock> item = Optional.empty();
            try {
              item = acquireItem(location, table, lock);
            } finally {
              if (item.isEmpty()) {
                acquired.forEach(held -> remove(location, held));
              }
            }
            if (item.isEmpty()) {
              return Optional.empty();
            }
            acquired.add(item.get());
          }
          return Optional.of(acquired);
        });
  }

  /**
   * Determines whether a lock was acquired although its request failed: AWS may have executed a
   * request whose response was lost, and rejects the repetition because of the lock itself.
   *
   * @param rejected whether AWS rejected the request because a lock exists
   */
  private static Optional<HeldLock> acquiredNevertheless(
      StateLock lock, SdkException failure, boolean rejected, Supplier<Optional<HeldLock>> place) {
    Optional<HeldLock> found;
    try {
      found = place.get();
    } catch (SdkException e) {
      failure.addSuppressed(e);
      throw failure;
    }
    if (found.filter(held -> held.lock().id().equals(lock.id())).isPresent()) {
      return found;
    }
    if (!rejected) {
      throw failure;
    }
    return Optional.empty();
  }

  private Optional<HeldLock> acquireFile(StateBackend location, StateLock lock) {
    try {
      String mark =
          session
              .s3()
              .putObject(
                  r -> r.bucket(location.bucket()).key(location.lockFileKey()).ifNoneMatch("*"),
                  RequestBody.fromString(text(location, lock)))
              .eTag();
      return Optional.of(new HeldLock(lock, HeldLock.Place.LOCK_FILE, mark));
    } catch (SdkException e) {
      boolean rejected =
          e instanceof S3Exception response
              && (response.statusCode() == 412 || response.statusCode() == 409);
      return acquiredNevertheless(lock, e, rejected, () -> readLockFile(location));
    }
  }

  private Optional<HeldLock> acquireItem(StateBackend location, String table, StateLock lock) {
    String text = text(location, lock);
    try {
      session
          .dynamodb()
          .putItem(
              r ->
                  r.tableName(table)
                      .item(
                          Map.of(
                              LockTable.LOCK_ID,
                              AttributeValue.fromS(location.lockItemId()),
                              "Info",
                              AttributeValue.fromS(text)))
                      .conditionExpression("attribute_not_exists(LockID)"));
      return Optional.of(new HeldLock(lock, HeldLock.Place.TABLE, text));
    } catch (SdkException e) {
      return acquiredNevertheless(
          lock,
          e,
          hasCode(e, "ConditionalCheckFailedException"),
          () -> readLockItem(location, table));
    }
  }

  /** Returns the format that Terraform reads and can force-unlock. */
  private static String text(StateBackend location, StateLock lock) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ID", lock.id());
    fields.put("Operation", lock.operation());
    fields.put("Info", lock.info());
    fields.put("Who", lock.who());
    fields.put("Version", lock.version());
    fields.put("Created", lock.created());
    fields.put("Path", location.lockItemId());
    return JSON.writeValueAsString(fields);
  }

  private boolean removeFile(StateBackend location, HeldLock held) {
    if (readLockFile(location).filter(held::equals).isEmpty()) {
      return false;
    }
    try {
      session
          .s3()
          .deleteObject(
              r ->
                  r.bucket(location.bucket()).key(location.lockFileKey()).ifMatch(held.revision()));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == 412 || e.statusCode() == 404) {
        return false;
      }
      throw e;
    }
  }

  private boolean removeItem(StateBackend location, HeldLock held) {
    try {
      session
          .dynamodb()
          .deleteItem(
              r ->
                  r.tableName(location.lockTable())
                      .key(Map.of(LockTable.LOCK_ID, AttributeValue.fromS(location.lockItemId())))
                      .conditionExpression("#info = :info")
                      .expressionAttributeNames(Map.of("#info", "Info"))
                      .expressionAttributeValues(
                          Map.of(":info", AttributeValue.fromS(held.revision()))));
      return true;
    } catch (DynamoDbException e) {
      if (hasCode(e, "ConditionalCheckFailedException", "ResourceNotFoundException")) {
        return false;
      }
      throw e;
    }
  }

  private Optional<HeldLock> readLockFile(StateBackend location) {
    try {
      BoundedObject object =
          BoundedObject.read(
              session.s3(), location.bucket(), location.lockFileKey(), null, MAX_LOCK_BYTES);
      byte[] bytes = object.bytes();
      return Optional.of(
          new HeldLock(
              parse(bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8)),
              HeldLock.Place.LOCK_FILE,
              object.eTag()));
    } catch (S3Exception e) {
      if (hasCode(e, "NoSuchKey", "NoSuchBucket") || e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<HeldLock> readLockItem(StateBackend location, String table) {
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
      return info == null
          ? Optional.empty()
          : Optional.of(new HeldLock(parse(info.s()), HeldLock.Place.TABLE, info.s()));
    } catch (DynamoDbException e) {
      if (hasCode(e, "ResourceNotFoundException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the lock with printable fields; the customer can write any text. A text that is not a
   * lock is the lock of an unknown owner.
   */
  static StateLock parse(String json) {
    JsonNode lock;
    try {
      lock = JSON.readTree(json);
    } catch (JacksonException e) {
      lock = JSON.createObjectNode().put("ID", UNREADABLE);
    }
    return new StateLock(
        field(lock, "ID"),
        field(lock, "Operation"),
        field(lock, "Who"),
        field(lock, "Version"),
        field(lock, "Created"),
        field(lock, "Info"));
  }

  private static String field(JsonNode lock, String name) {
    String text = lock.path(name).isString() ? lock.path(name).asString() : "";
    return PrintableText.of(
        text.length() > MAX_FIELD_LENGTH ? text.substring(0, MAX_FIELD_LENGTH) + "…" : text);
  }
}
