package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.Gateway;
import io.beta9.provisioning.bootstrap.gateway.TokenCheck;
import io.beta9.provisioning.bootstrap.gateway.WorkspaceToken;
import io.beta9.provisioning.bootstrap.gateway.WorkspaceTokens;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.testing.ProcessLifetime;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** A fake gateway of a Beta9 whose database survives it. */
final class FakeGateway implements Gateway, WorkspaceTokens {
  private final FakeClusters.Cluster cluster;

  FakeGateway(FakeClusters.Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public boolean isHealthy() {
    return true;
  }

  @Override
  public String lastResponse() {
    return "200";
  }

  @Override
  public Optional<AdminTokenStore.StoredToken> claim() {
    ProcessLifetime.checkAlive();
    if (cluster.database.administrator != null) {
      return Optional.empty();
    }
    AdminTokenStore.StoredToken administrator =
        new AdminTokenStore.StoredToken("workspace", UUID.randomUUID().toString());
    cluster.database.administrator = administrator;
    FakeClusters.after("Beta9: claim");
    return Optional.of(administrator);
  }

  @Override
  public TokenCheck check(String token) {
    ProcessLifetime.checkAlive();
    AdminTokenStore.StoredToken administrator = cluster.database.administrator;
    return administrator != null && administrator.token().equals(token)
        ? new TokenCheck.Accepted()
        : new TokenCheck.Rejected();
  }

  @Override
  public void awaitCurrentPods(WaitContext context) {
    ProcessLifetime.checkAlive();
  }

  @Override
  public StorageResult setStorage(AdminTokenStore.StoredToken admin, Storage storage) {
    ProcessLifetime.checkAlive();
    if (cluster.database.storage == null) {
      cluster.database.storage = storage;
      FakeClusters.after("Beta9: storage");
    }
    return StorageResult.CONFIGURED;
  }

  @Override
  public Failure storageRejected(Storage storage) {
    return Failure.of(FailureCode.STORAGE_REJECTED).about(storage.bucket());
  }

  @Override
  public Optional<List<WorkspaceToken>> tokens(String adminToken) {
    ProcessLifetime.checkAlive();
    return Optional.of(cluster.database.tokens.reversed());
  }

  @Override
  public Optional<WorkspaceToken> createToken(String adminToken) {
    ProcessLifetime.checkAlive();
    WorkspaceToken created =
        new WorkspaceToken(
            UUID.randomUUID().toString(), UUID.randomUUID().toString(), WorkspaceToken.USERS, true);
    cluster.database.tokens.add(created);
    FakeClusters.after("Beta9: create token");
    return Optional.of(created);
  }

  @Override
  public Optional<TreeSet<String>> workerPools(String token) {
    return Optional.of(new TreeSet<>(List.of("default")));
  }
}
