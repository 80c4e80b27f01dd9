package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.StatusType;

/**
 * The secrets of one environment. Each is made once, in the customer's Secrets Manager, and never
 * changed afterwards: a second call returns what the first one made.
 */
public final class EnvironmentSecrets {
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int PASSWORD_LENGTH = 32;
  private static final int KEY_BYTES = 32;
  private static final String DATABASE_USER = "beta9";
  private static final String ADMINISTRATOR = "Beta9's administrator, in ";

  private static final List<String> NAMES =
      List.of("database", "redis", "encryption-key", "storage", "admin-token");

  /** Fields that are no secrets; hiding them would hide ordinary words. */
  private static final List<String> PUBLIC_FIELDS =
      List.of("username", "access_key_id", "workspace_id", "claiming");

  private final AwsSession session;
  private final EnvironmentId id;
  private final RandomGenerator random;
  private final Runnable beforeWriting;
  private final SecretsManagerStore vault;

  /** The owner of the database. */
  public record DatabaseSecret(String username, String password) {}

  /** The token of Redis. */
  public record RedisSecret(String authToken) {}

  /** What Beta9 encrypts its own secrets with; losing it loses them. */
  public record EncryptionKey(String key) {}

  /** The key of the IAM user whose storage Beta9 uses. */
  public record StorageKey(String accessKeyId, String secretAccessKey) {}

  /** Beta9's administrator. */
  public record AdminToken(String workspaceId, String token) {}

  /**
   * @param tags put on each secret
   * @param random has to be a secure one
   */
  public EnvironmentSecrets(
      AwsSession session, EnvironmentId id, Map<String, String> tags, RandomGenerator random) {
    this(session, id, tags, random, () -> {});
  }

  /**
   * @param tags put on each secret
   * @param random has to be a secure one
   * @param beforeWriting throws where the caller has lost its right to write: one that slept must
   *     not overwrite what its successor has stored
   */
  public EnvironmentSecrets(
      AwsSession session,
      EnvironmentId id,
      Map<String, String> tags,
      RandomGenerator random,
      Runnable beforeWriting) {
    this.session = session;
    this.id = id;
    this.random = random;
    this.beforeWriting = beforeWriting;
    this.vault = new SecretsManagerStore(session, tags, beforeWriting);
  }

  /** Their names in Secrets Manager. */
  public static List<String> names(EnvironmentId id) {
    return NAMES.stream().map(role -> name(id, role)).toList();
  }

  /** Those that Terraform reads, and the one that Helm needs. */
  public void ensureBeforeTerraform() {
    database();
    redis();
    encryptionKey();
  }

  public DatabaseSecret database() {
    Map<String, String> value =
        vault.ensure(
            name("database"),
            "PostgreSQL of " + id,
            () -> Map.of("username", DATABASE_USER, "password", password()));
    return new DatabaseSecret(field(value, "username"), field(value, "password"));
  }

  public RedisSecret redis() {
    Map<String, String> value =
        vault.ensure(name("redis"), "Redis of " + id, () -> Map.of("auth_token", password()));
    return new RedisSecret(field(value, "auth_token"));
  }

  public EncryptionKey encryptionKey() {
    Map<String, String> value =
        vault.ensure(
            name("encryption-key"), "What Beta9 encrypts with, in " + id, this::freshEncryptionKey);
    return new EncryptionKey(field(value, "key"));
  }

  /**
   * The key that is stored, if it still works; else a new one. Keys of the user whose secret nobody
   * knows are removed first: they are what a crash between making and storing leaves, and IAM
   * allows only two.
   */
  public StorageKey ensureStorageKey(String userName) {
    Optional<StorageKey> stored = storageKey();
    List<AccessKeyMetadata> existing = accessKeys(userName);
    Optional<StorageKey> good =
        stored.filter(
            key ->
                existing.stream()
                    .anyMatch(
                        e ->
                            e.accessKeyId().equals(key.accessKeyId())
                                && e.status() == StatusType.ACTIVE));
    for (AccessKeyMetadata key : existing) {
      if (good.filter(g -> g.accessKeyId().equals(key.accessKeyId())).isEmpty()) {
        deleteAccessKey(userName, key.accessKeyId());
      }
    }
    return good.orElseGet(() -> newStorageKey(userName));
  }

  public Optional<StorageKey> storageKey() {
    return vault
        .find(name("storage"))
        .map(
            value ->
                new StorageKey(field(value, "access_key_id"), field(value, "secret_access_key")));
  }

  public Optional<AdminToken> adminToken() {
    return vault
        .find(name("admin-token"))
        .filter(value -> value.containsKey("token"))
        .map(value -> new AdminToken(field(value, "workspace_id"), field(value, "token")));
  }

  /** The mark of a claim of Beta9 whose token was not kept. */
  public Optional<String> claimBegun() {
    return vault.find(name("admin-token")).map(value -> value.get("claiming"));
  }

  /**
   * Marks that Beta9 is about to be claimed, where its token will be kept.
   *
   * @return the mark
   */
  public String beginClaim() {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    String mark = HexFormat.of().formatHex(bytes);
    vault.put(name("admin-token"), ADMINISTRATOR + id, Map.of("claiming", mark));
    return mark;
  }

  public void putAdminToken(AdminToken token) {
    vault.put(
        name("admin-token"),
        ADMINISTRATOR + id,
        fields("workspace_id", token.workspaceId(), "token", token.token()));
  }

  /** The secret values that exist: what must appear in no output. */
  public List<String> knownValues() {
    return NAMES.stream()
        .flatMap(role -> vault.find(name(role)).stream())
        .flatMap(value -> value.entrySet().stream())
        .filter(field -> !PUBLIC_FIELDS.contains(field.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Removes all keys of the user; that there is no such user is fine. */
  public void removeStorageKeys(String userName) {
    for (AccessKeyMetadata key : accessKeys(userName)) {
      deleteAccessKey(userName, key.accessKeyId());
    }
  }

  /** Deletes all of them for good. */
  public void deleteAll() {
    NAMES.forEach(role -> vault.delete(name(role)));
  }

  private StorageKey newStorageKey(String userName) {
    beforeWriting.run();
    AccessKey made =
        calling(
            "Making the key of " + userName,
            () -> session.iam().createAccessKey(r -> r.userName(userName)).accessKey());
    vault.put(
        name("storage"),
        "The storage of Beta9's workspaces, in " + id,
        fields("access_key_id", made.accessKeyId(), "secret_access_key", made.secretAccessKey()));
    return new StorageKey(made.accessKeyId(), made.secretAccessKey());
  }

  private List<AccessKeyMetadata> accessKeys(String userName) {
    return calling(
        "Looking for the keys of " + userName,
        () -> {
          try {
            return new ArrayList<>(
                session
                    .iam()
                    .listAccessKeysPaginator(r -> r.userName(userName))
                    .accessKeyMetadata()
                    .stream()
                    .toList());
          } catch (NoSuchEntityException e) {
            return List.of();
          }
        });
  }

  private void deleteAccessKey(String userName, String keyId) {
    beforeWriting.run();
    calling(
        "Removing a key of " + userName,
        () -> {
          try {
            return session.iam().deleteAccessKey(r -> r.userName(userName).accessKeyId(keyId));
          } catch (NoSuchEntityException e) {
            return null;
          }
        });
  }

  private String password() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      password.append(ALPHANUMERIC.charAt(random.nextInt(ALPHANUMERIC.length())));
    }
    return password.toString();
  }

  private Map<String, String> freshEncryptionKey() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return Map.of("key", "sk_" + Base64.getEncoder().encodeToString(bytes));
  }

  private String name(String role) {
    return name(id, role);
  }

  private static String name(EnvironmentId id, String role) {
    return "beta9/" + id + "/" + role;
  }

  private static Map<String, String> fields(String a, String x, String b, String y) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(a, x);
    fields.put(b, y);
    return fields;
  }

  private static String field(Map<String, String> value, String name) {
    return Objects.requireNonNull(value.get(name), () -> "the secret has no field " + name);
  }
}
