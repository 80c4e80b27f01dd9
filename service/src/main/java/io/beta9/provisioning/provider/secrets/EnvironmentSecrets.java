package io.beta9.provisioning.provider.secrets;

import io.beta9.provisioning.environment.EnvironmentId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The secrets of one environment in the customer's account. Each is created once and not changed
 * afterwards: a second call returns the existing value.
 */
public interface EnvironmentSecrets {

  /** The credentials of the database's owner. */
  record DatabaseSecret(String username, String password) {}

  /** The token of Redis. */
  record RedisSecret(String authToken) {}

  /** The key by which Beta9 encrypts its own secrets; without it they cannot be read. */
  record EncryptionKey(String key) {}

  /** The access key of the IAM user that Beta9 uses for storage. */
  record StorageKey(String accessKeyId, String secretAccessKey) {}

  /** The token of Beta9's administrator. */
  record AdminToken(String workspaceId, String token) {}

  /** Waits between two reads. */
  @FunctionalInterface
  interface KeyReadPause {
    void pause(Duration time) throws InterruptedException;
  }

  /** Returns the names of the secrets in the account. */
  static List<String> names(EnvironmentId id) {
    return SecretRole.ALL.stream().map(role -> role.nameIn(id)).toList();
  }

  /** Returns the name of the secret with the administrator's token. */
  static String adminTokenName(EnvironmentId id) {
    return SecretRole.ADMIN_TOKEN.nameIn(id);
  }

  /** Returns the name of the secret with the token for users. */
  static String userTokenName(EnvironmentId id) {
    return SecretRole.USER_TOKEN.nameIn(id);
  }

  /** Returns the secret with the token for users, which may not exist. */
  UserTokenSecret userToken();

  /** Creates the secrets that Terraform reads and the one that Helm needs. */
  void ensureBeforeTerraform();

  DatabaseSecret database();

  RedisSecret redis();

  EncryptionKey encryptionKey();

  /** Returns the stored access key if it is active, otherwise a new one. */
  StorageKey ensureStorageKey(String userName, KeyReadPause pause) throws InterruptedException;

  Optional<StorageKey> storageKey();

  Optional<AdminToken> adminToken();

  /** Returns the marker of a claim of Beta9 whose token has not been stored. */
  Optional<String> claimBegun();

  /**
   * Stores a marker that Beta9 is about to be claimed, in the secret that will hold its token.
   *
   * @return the marker
   */
  String beginClaim();

  void putAdminToken(AdminToken token);

  /** Encrypts all secrets with the environment's key, which is created after them. */
  void encryptWithEnvironmentKey();

  /** Encrypts the tokens of Beta9 with the key of the secrets that were created before them. */
  void encryptTokensLikeOthers();

  /** Encrypts all secrets with the account's key, so that they outlive the environment's one. */
  void encryptWithManagedKey();

  /** Returns the existing secret values, which must be redacted from all output. */
  List<String> knownValues();

  /** Deletes all access keys of the user, if it exists. */
  void removeStorageKeys(String userName);

  /** Deletes all secrets without recovery window. */
  void deleteAll();
}
