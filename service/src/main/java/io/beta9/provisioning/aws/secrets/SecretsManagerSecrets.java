package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.provider.secrets.SecretRole;
import io.beta9.provisioning.provider.secrets.UserTokenSecret;
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
public final class SecretsManagerSecrets implements EnvironmentSecrets {
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int PASSWORD_LENGTH = 32;
  private static final int KEY_BYTES = 32;
  private static final String DATABASE_USER = "beta9";
  private static final String ADMINISTRATOR = "Beta9's administrator, in ";

  /** Fields that are not secret; redacting them would redact ordinary words. */
  private static final List<String> PUBLIC_FIELDS =
      Stream.concat(
              Stream.of("username", "access_key_id", "workspace_id", "claiming"),
              SecretsManagerUserToken.PUBLIC_FIELDS.stream())
          .toList();

  private static final int READS = 4;
  private static final Duration READ_INTERVAL = Duration.ofSeconds(5);

  private final AwsSession session;
  private final EnvironmentId id;
  private final RandomGenerator random;
  private final Runnable beforeWriting;
  private final SecretsManagerStore store;

  /**
   * @param tags the tags of each secret
   * @param random cryptographically secure
   */
  public SecretsManagerSecrets(
      AwsSession session, EnvironmentId id, Map<String, String> tags, RandomGenerator random) {
    this(session, id, tags, random, () -> {});
  }

  /**
   * @param tags the tags of each secret
   * @param random cryptographically secure
   * @param beforeWriting throws if the caller is no longer allowed to write: a suspended worker
   *     must not overwrite what its successor has stored
   */
  public SecretsManagerSecrets(
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

  @Override
  public UserTokenSecret userToken() {
    return new SecretsManagerUserToken(store, id);
  }

  @Override
  public void ensureBeforeTerraform() {
    database();
    redis();
    encryptionKey();
  }

  @Override
  public DatabaseSecret database() {
    Map<String, String> value =
        store.ensure(
            name(SecretRole.DATABASE),
            "PostgreSQL of " + id,
            () -> Map.of("username", DATABASE_USER, "password", password()));
    return new DatabaseSecret(
        field(value, SecretRole.DATABASE, "username"),
        field(value, SecretRole.DATABASE, "password"));
  }

  @Override
  public RedisSecret redis() {
    Map<String, String> value =
        store.ensure(
            name(SecretRole.REDIS), "Redis of " + id, () -> Map.of("auth_token", password()));
    return new RedisSecret(field(value, SecretRole.REDIS, "auth_token"));
  }

  @Override
  public EncryptionKey encryptionKey() {
    Map<String, String> value =
        store.ensure(
            name(SecretRole.ENCRYPTION_KEY),
            "What Beta9 encrypts with, in " + id,
            this::newEncryptionKey);
    return new EncryptionKey(field(value, SecretRole.ENCRYPTION_KEY, "key"));
  }

  /**
   * Returns the stored access key if it is active, otherwise a new one. Other keys of the user are
   * deleted first: a crash between creating and storing a key leaves one behind, and IAM allows
   * only two. No key is deleted or replaced because of one read: IAM and Secrets Manager may return
   * an earlier state for some seconds.
   */
  @Override
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

  @Override
  public Optional<StorageKey> storageKey() {
    return store
        .find(name(SecretRole.STORAGE))
        .map(
            value ->
                new StorageKey(
                    field(value, SecretRole.STORAGE, "access_key_id"),
                    field(value, SecretRole.STORAGE, "secret_access_key")));
  }

  @Override
  public Optional<AdminToken> adminToken() {
    return store
        .find(name(SecretRole.ADMIN_TOKEN))
        .filter(value -> value.containsKey("token"))
        .map(
            value ->
                new AdminToken(
                    field(value, SecretRole.ADMIN_TOKEN, "workspace_id"),
                    field(value, SecretRole.ADMIN_TOKEN, "token")));
  }

  @Override
  public Optional<String> claimBegun() {
    return store.find(name(SecretRole.ADMIN_TOKEN)).map(value -> value.get("claiming"));
  }

  @Override
  public String beginClaim() {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    String marker = HexFormat.of().formatHex(bytes);
    store.put(name(SecretRole.ADMIN_TOKEN), ADMINISTRATOR + id, Map.of("claiming", marker));
    return marker;
  }

  @Override
  public void putAdminToken(AdminToken token) {
    store.put(
        name(SecretRole.ADMIN_TOKEN),
        ADMINISTRATOR + id,
        fields("workspace_id", token.workspaceId(), "token", token.token()));
  }

  /**
   * Encrypts all secrets with the environment's key. They are created before it, with the one that
   * AWS manages for the account.
   */
  @Override
  public void encryptWithEnvironmentKey() {
    String key = store.alias(id.resourcePrefix());
    SecretRole.ALL.forEach(role -> store.changeKey(name(role), key));
  }

  /** Encrypts the tokens of Beta9 with the key of the secrets that were created before them. */
  @Override
  public void encryptTokensLikeOthers() {
    store
        .keyOf(name(SecretRole.DATABASE))
        .ifPresent(
            key ->
                Stream.of(SecretRole.ADMIN_TOKEN, SecretRole.USER_TOKEN)
                    .forEach(role -> store.changeKey(name(role), key)));
  }

  /** Encrypts all secrets with the account's key, so that they outlive the environment's one. */
  @Override
  public void encryptWithManagedKey() {
    SecretRole.ALL.forEach(role -> store.changeKey(name(role), store.managedKey()));
  }

  @Override
  public List<String> knownValues() {
    return SecretRole.ALL.stream()
        .flatMap(role -> store.find(name(role)).stream())
        .flatMap(value -> value.entrySet().stream())
        .filter(field -> !PUBLIC_FIELDS.contains(field.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public void removeStorageKeys(String userName) {
    for (AccessKeyMetadata key : accessKeys(userName)) {
      deleteAccessKey(userName, key.accessKeyId());
    }
  }

  @Override
  public void deleteAll() {
    SecretRole.ALL.forEach(role -> store.delete(name(role)));
  }

  private StorageKey newStorageKey(String userName) {
    beforeWriting.run();
    AccessKey created =
        calling(
            "Creating the key of " + userName,
            () -> session.iam().createAccessKey(r -> r.userName(userName)).accessKey());
    store.put(
        name(SecretRole.STORAGE),
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

  private String name(SecretRole role) {
    return role.nameIn(id);
  }

  private static Map<String, String> fields(
      String name1, String value1, String name2, String value2) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(name1, value1);
    fields.put(name2, value2);
    return fields;
  }

  /** The customer can change the secrets. */
  private String field(Map<String, String> value, SecretRole role, String field) {
    String text = value.get(field);
    if (text == null || text.isEmpty()) {
      throw SecretsManagerStore.invalid(name(role), field);
    }
    return text;
  }
}
