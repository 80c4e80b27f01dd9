package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import java.io.Serializable;
import java.util.TreeMap;

/** The tables of an account and region. */
final class DynamoState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, Table> tables = new TreeMap<>();

  static DynamoState of(Store store, String account, String region) {
    return store.of(DynamoState.class, account, region, DynamoState::new);
  }

  static DynamoState of(Call call) {
    return of(call.cloud().store(), call.account(), call.region());
  }

  /** The table of this name or ARN. */
  Table table(String nameOrArn) {
    String name = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
    Table table = tables.get(name);
    if (table == null) {
      throw new AwsFault(
          400,
          "ResourceNotFoundException",
          "Requested resource not found: Table: " + name + " not found");
    }
    return table;
  }

  /** A table whose items can be used already. */
  Table usable(String nameOrArn, Call call) {
    Table table = tables.get(nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1));
    if (table == null || table.activeAt.isAfter(call.now())) {
      throw new AwsFault(400, "ResourceNotFoundException", "Requested resource not found");
    }
    return table;
  }
}
