package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.StatusType;

/**
 * The secrets of one environment. Each is created once, in the customer's Secrets Manager, and not
 * changed afterwards: a second call returns the existing value.
 */
public final class EnvironmentSecrets {
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int PASSWORD_LENGTH = 32;
  private static final int KEY_BYTES = 32;
  private static final String DATABASE_USER = "beta9";
  private static final String ADMINISTRATOR = "Beta9's administrator, in ";

  private static final List<String> NAMES =
      List.of(
          "database", "redis", "encryption-key", "storage", "admin-token", UserTokenSecret.ROLE);

  /** Fields that are not secret; redacting them would redact ordinary words. */
  private static final List<String> PUBLIC_FIELDS =
      Stream.concat(
              Stream.of("username", "access_key_id", "workspace_id", "claiming"),
              UserTokenSecret.PUBLIC_FIELDS.stream())
          .toList();

  private static final int READS = 4;
  private static final Duration READ_INTERVAL = Duration.ofSeconds(5);

  private final AwsSession session;
  private final EnvironmentId id;
  private final RandomGenerator random;
  private final Runnable beforeWriting;
  private final SecretsManagerStore store;

  /** The credentials of the database's owner. */
  public record DatabaseSecret(String username, String password) {}

  /** The token of Redis. */
  public record RedisSecret(String authToken) {}

  /** The key by which Beta9 encrypts its own secrets; without it they cannot be read. */
  public record EncryptionKey(String key) {}

  /** The access key of the IAM user that Beta9 uses for storage. */
  public record StorageKey(String accessKeyId, String secretAccessKey) {}

  /** The token of Beta9's administrator. */
  public record AdminToken(String workspaceId, String token) {}

  /**
   * @param tags the tags of each secret
   * @param random cryptographically secure
   */
  public EnvironmentSecrets(
      AwsSession session, EnvironmentId id, Map<String, String> tags, RandomGenerator random) {
    this(session, id, tags, random, () -> {});
  }

  /**
   * @param tags the tags of each secret
   * @param random cryptographically secure
   * @param beforeWriting throws if the caller is no longer allowed to write: a suspended worker
   *     must not overwrite what its successor has stored
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
    this.store = new SecretsManagerStore(session, tags, beforeWriting);
  }

  /** Returns the names of the secrets in Secrets Manager. */
  public static List<String> names(EnvironmentId id) {
    return NAMES.stream().map(role -> name(id, role)).toList();
  }

  /** Returns the name of the secret with the administrator's token. */
  public static String adminTokenName(EnvironmentId id) {
    return name(id, "admin-token");
  }

  /** Returns the name of the secret with the token for users. */
  public static String userTokenName(EnvironmentId id) {
    return name(id, UserTokenSecret.ROLE);
  }

  /** Returns the secret with the token for users, which may not exist. */
  public UserTokenSecret userToken() {
    return new UserTokenSecret(store, id);
  }

  /** Creates the secrets that Terraform reads and the one that Helm needs. */
  public void ensureBeforeTerraform() {
    database();
    redis();
    encryptionKey();
  }

  public DatabaseSecret database() {
    Map<String, String> value =
        store.ensure(
            name("database"),
            "PostgreSQL of " + id,
            () -> Map.of("username", DATABASE_USER, "password", password()));
    return new DatabaseSecret(
        field(value, "database", "username"), field(value, "database", "password"));
  }

  public RedisSecret redis() {
    Map<String, String> value =
        store.ensure(name("redis"), "Redis of " + id, () -> Map.of("auth_token", password()));
    return new RedisSecret(field(value, "redis", "auth_token"));
  }

  public EncryptionKey encryptionKey() {
    Map<String, String> value =
        store.ensure(
            name("encryption-key"), "What Beta9 encrypts with, in " + id, this::newEncryptionKey);
    return new EncryptionKey(field(value, "encryption-key", "key"));
  }

  /** Waits between two reads. */
  @FunctionalInterface
  public interface KeyReadPause {
    void pause(Duration time) throws InterruptedException;
  }

  /**
   * Returns the stored access key if it is active, otherwise a new one. Other keys of the user are
   * deleted first: a crash between creating and storing a key leaves one behind, and IAM allows
   * only two. No key is deleted or replaced because of one read: IAM and Secrets Manager may return
   * an earlier state for some seconds.
   */
  public StorageKey ensureStorageKey(String userName, KeyReadPause pause)
      throws InterruptedException {
    KeyObservation observed = observe(userName);
    for (int read = 1; read < READS && observed.isDoubtful(); read++) {
      pause.pause(READ_INTERVAL);
      observed = observe(userName);
    }
    Optional<StorageKey> usable = observed.usable();
    for (AccessKeyMetadata key : observed.existing()) {
      if (usable.filter(g -> g.accessKeyId().equals(key.accessKeyId())).isEmpty()) {
        deleteAccessKey(userName, key.accessKeyId());
      }
    }
    return usable.isPresent() ? usable.get() : newStorageKey(userName);
  }

  private KeyObservation observe(String userName) {
    return new KeyObservation(storageKey(), accessKeys(userName));
  }

  /** The stored key, and the keys that the user has. */
  private record KeyObservation(Optional<StorageKey> stored, List<AccessKeyMetadata> existing) {
    Optional<StorageKey> usable() {
      return stored.filter(
          key ->
              existing.stream()
                  .anyMatch(
                      e ->
                          e.accessKeyId().equals(key.accessKeyId())
                              && e.status() == StatusType.ACTIVE));
    }

    /** Returns whether something would be deleted or replaced. */
    boolean isDoubtful() {
      return usable().isEmpty() && (stored.isPresent() || !existing.isEmpty());
    }
  }

  public Optional<StorageKey> storageKey() {
    return store
        .find(name("storage"))
        .map(
            value ->
                new StorageKey(
                    field(value, "storage", "access_key_id"),
                    field(value, "storage", "secret_access_key")));
  }

  public Optional<AdminToken> adminToken() {
    return store
        .find(name("admin-token"))
        .filter(value -> value.containsKey("token"))
        .map(
            value ->
                new AdminToken(
                    field(value, "admin-token", "workspace_id"),
                    field(value, "admin-token", "token")));
  }

  /** Returns the marker of a claim of Beta9 whose token has not been stored. */
  public Optional<String> claimBegun() {
    return store.find(name("admin-token")).map(value -> value.get("claiming"));
  }

  /**
   * Stores a marker that Beta9 is about to be claimed, in the secret that will hold its token.
   *
   * @return the marker
   */
  public String beginClaim() {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    String marker = HexFormat.of().formatHex(bytes);
    store.put(name("admin-token"), ADMINISTRATOR + id, Map.of("claiming", marker));
    return marker;
  }

  public void putAdminToken(AdminToken token) {
    store.put(
        name("admin-token"),
        ADMINISTRATOR + id,
        fields("workspace_id", token.workspaceId(), "token", token.token()));
  }

  /**
   * Encrypts all secrets with the environment's key. They are created before it, with the one that
   * AWS manages for the account.
   */
  public void encryptWithEnvironmentKey() {
    String key = store.alias(id.resourcePrefix());
    NAMES.forEach(role -> store.changeKey(name(role), key));
  }

  /** Encrypts the tokens of Beta9 with the key of the secrets that were created before them. */
  public void encryptTokensLikeOthers() {
    store
        .keyOf(name("database"))
        .ifPresent(
            key ->
                Stream.of("admin-token", UserTokenSecret.ROLE)
                    .forEach(role -> store.changeKey(name(role), key)));
  }

  /** Encrypts all secrets with the account's key, so that they outlive the environment's one. */
  public void encryptWithAwsManagedKey() {
    NAMES.forEach(role -> store.changeKey(name(role), store.managedKey()));
  }

  /** Returns the existing secret values, which must be redacted from all output. */
  public List<String> knownValues() {
    return NAMES.stream()
        .flatMap(role -> store.find(name(role)).stream())
        .flatMap(value -> value.entrySet().stream())
        .filter(field -> !PUBLIC_FIELDS.contains(field.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Deletes all access keys of the user, if it exists. */
  public void removeStorageKeys(String userName) {
    for (AccessKeyMetadata key : accessKeys(userName)) {
      deleteAccessKey(userName, key.accessKeyId());
    }
  }

  /** Deletes all secrets without recovery window. */
  public void deleteAll() {
    NAMES.forEach(role -> store.delete(name(role)));
  }

  private StorageKey newStorageKey(String userName) {
    beforeWriting.run();
    AccessKey created =
        calling(
            "Creating the key of " + userName,
            () -> session.iam().createAccessKey(r -> r.userName(userName)).accessKey());
    store.put(
        name("storage"),
        "The storage of Beta9's workspaces, in " + id,
        fields(
            "access_key_id",
            created.accessKeyId(),
            "secret_access_key",
            created.secretAccessKey()));
    return new StorageKey(created.accessKeyId(), created.secretAccessKey());
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

  private Map<String, String> newEncryptionKey() {
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

  private static Map<String, String> fields(
      String name1, String value1, String name2, String value2) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(name1, value1);
    fields.put(name2, value2);
    return fields;
  }

  /** The customer can change the secrets. */
  private String field(Map<String, String> value, String role, String field) {
    String text = value.get(field);
    if (text == null || text.isEmpty()) {
      throw SecretsManagerStore.invalid(name(role), field);
    }
    return text;
  }
}
