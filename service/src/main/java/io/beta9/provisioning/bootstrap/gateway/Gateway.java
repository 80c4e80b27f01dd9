package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import java.util.Optional;
import java.util.TreeSet;

/** Beta9's gateway, called from inside the cluster. */
public interface Gateway {
  String NAMESPACE = InstalledReleases.BETA9_NAMESPACE;
  String SERVICE = "beta9-gateway";
  int HTTP_PORT = 1994;

  /** Returns whether the gateway reports itself and its dependencies as healthy. */
  boolean isHealthy() throws InterruptedException;

  /** Returns the response to the last health check. */
  String lastResponse();

  /**
   * Claims Beta9 and returns the administrator's token; empty if it has been claimed before. The
   * request is not retried: a second response would not contain the token.
   */
  Optional<AdminTokenStore.StoredToken> claim() throws InterruptedException;

  /** Presents a token to the gateway, which may claim an unclaimed Beta9. */
  TokenCheck check(String token) throws InterruptedException;

  /**
   * Waits until only the pods of the current version run: an older one may still be connected to
   * the database that the current one uses.
   */
  void awaitCurrentPods(WaitContext context) throws InterruptedException;

  /** The bucket in which a workspace stores its files. */
  record Storage(
      String bucket, String region, String endpoint, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "Storage[bucket=" + bucket + "]";
    }
  }

  /** The result of configuring the storage of a workspace. */
  enum StorageResult {
    CONFIGURED,
    /** The key does not give access to the bucket; a new key takes effect after some seconds. */
    NOT_ACCESSIBLE_YET
  }

  /** Configures the storage of a workspace; does nothing if it has one. */
  StorageResult setStorage(AdminTokenStore.StoredToken admin, Storage storage)
      throws InterruptedException;

  Failure storageRejected(Storage storage);

  /** Returns the names of the worker pools; empty if this version has no endpoint for them. */
  Optional<TreeSet<String>> workerPools(String token) throws InterruptedException;
}
