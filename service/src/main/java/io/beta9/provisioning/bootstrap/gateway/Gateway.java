package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.failure.Failure;
import java.util.Optional;
import java.util.TreeSet;

/** Beta9's gateway, asked from inside the cluster. */
public interface Gateway {
  String NAMESPACE = "beta9-system";
  String SERVICE = "beta9-gateway";
  int HTTP_PORT = 1994;

  /** Whether the gateway says that it and what it needs are well. */
  boolean healthy() throws InterruptedException;

  /** What it said when it was last asked for its health. */
  String lastWords();

  /**
   * Claims Beta9; nothing where somebody has claimed it before. Asked once and never again: a
   * second answer would not hold the token.
   */
  Optional<AdminTokenStore.StoredToken> claim() throws InterruptedException;

  /** Whether the gateway takes this token as its own. */
  boolean knows(String token) throws InterruptedException;

  /** The bucket that a workspace keeps its files in. */
  record Storage(
      String bucket, String region, String endpoint, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "Storage[bucket=" + bucket + "]";
    }
  }

  /** What came of giving a workspace its storage. */
  enum StorageAnswer {
    SET,
    /** The bucket cannot be used with this key; a new key needs a while until AWS knows it. */
    NO_ACCESS_YET
  }

  /** Gives the workspace its storage; one that has its storage keeps it. */
  StorageAnswer setStorage(AdminTokenStore.StoredToken admin, Storage storage)
      throws InterruptedException;

  Failure storageRefused(Storage storage);

  /** The names of the worker pools; empty where this gateway cannot be asked for them. */
  Optional<TreeSet<String>> pools(String token) throws InterruptedException;
}
