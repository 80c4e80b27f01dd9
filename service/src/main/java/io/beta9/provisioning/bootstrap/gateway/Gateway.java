package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.failure.Failure;
import java.util.Optional;
import java.util.TreeSet;

/** Beta9's gateway, asked from inside the cluster. */
public interface Gateway {
  String NAMESPACE = InstalledReleases.BETA9_NAMESPACE;
  String SERVICE = "beta9-gateway";
  int HTTP_PORT = 1994;

  /** Whether the gateway says that it and what it needs are well. */
  boolean isHealthy() throws InterruptedException;

  /** What it said when it was last asked for its health. */
  String lastResponse();

  /**
   * Claims Beta9; nothing where somebody has claimed it before. Asked once and never again: a
   * second answer would not hold the token.
   */
  Optional<AdminTokenStore.StoredToken> claim() throws InterruptedException;

  /** Whether the gateway takes this token as its own. */
  boolean acceptsToken(String token) throws InterruptedException;

  /** The bucket that a workspace keeps its files in. */
  record Storage(
      String bucket, String region, String endpoint, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "Storage[bucket=" + bucket + "]";
    }
  }

  /** What came of giving a workspace its storage. */
  enum StorageResult {
    CONFIGURED,
    /** The bucket cannot be used with this key; a new key needs a while until AWS knows it. */
    NOT_ACCESSIBLE_YET
  }

  /** Gives the workspace its storage; one that has its storage keeps it. */
  StorageResult setStorage(AdminTokenStore.StoredToken admin, Storage storage)
      throws InterruptedException;

  Failure storageRejected(Storage storage);

  /** The names of the worker pools; empty where this gateway cannot be asked for them. */
  Optional<TreeSet<String>> workerPools(String token) throws InterruptedException;
}
