package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.TreeMap;

/** The tables of one account and region. */
final class DynamoState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, Table> tables = new TreeMap<>();

  static DynamoState of(StateStore store, String account, String region) {
    return store.getOrCreate(DynamoState.class, account, region, DynamoState::new);
  }

  static DynamoState of(Call call) {
    return of(call.cloud().store(), call.account(), call.region());
  }

  /** Returns the table with this name or ARN. */
  Table table(String nameOrArn) {
    String name = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
    Table table = tables.get(name);
    if (table == null) {
      throw new AwsErrorException(
          400,
          "ResourceNotFoundException",
          "Requested resource not found: Table: " + name + " not found");
    }
    return table;
  }

  /** Returns an active table, whose items can be accessed. */
  Table activeTable(String nameOrArn, Call call) {
    Table table = tables.get(nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1));
    if (table == null || table.activeAt.isAfter(call.now())) {
      throw new AwsErrorException(400, "ResourceNotFoundException", "Requested resource not found");
    }
    return table;
  }
}
