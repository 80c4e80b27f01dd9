package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.testing.Life;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** The gateway of a Beta9 whose database outlives it. */
final class StatefulGateway implements Gateway {
  private final StatefulClusters.Cluster cluster;

  StatefulGateway(StatefulClusters.Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public boolean healthy() {
    return true;
  }

  @Override
  public String lastWords() {
    return "200";
  }

  @Override
  public Optional<AdminToken.Kept> claim() {
    Life.check();
    if (cluster.database.administrator != null) {
      return Optional.empty();
    }
    AdminToken.Kept administrator = new AdminToken.Kept("workspace", UUID.randomUUID().toString());
    cluster.database.administrator = administrator;
    StatefulClusters.after("Beta9: claim");
    return Optional.of(administrator);
  }

  @Override
  public boolean knows(String token) {
    Life.check();
    AdminToken.Kept administrator = cluster.database.administrator;
    return administrator != null && administrator.token().equals(token);
  }

  @Override
  public StorageAnswer setStorage(AdminToken.Kept admin, Storage storage) {
    Life.check();
    if (cluster.database.storage == null) {
      cluster.database.storage = storage;
      StatefulClusters.after("Beta9: storage");
    }
    return StorageAnswer.SET;
  }

  @Override
  public Failure storageRefused(Storage storage) {
    return new Failure(FailureClass.BOOTSTRAP, "storage-refused", "It", "did not", "work");
  }

  @Override
  public Optional<TreeSet<String>> pools(String token) {
    return Optional.of(new TreeSet<>(List.of("default")));
  }
}
