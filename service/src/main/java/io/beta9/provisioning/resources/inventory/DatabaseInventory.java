package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.List;
import java.util.Set;

/** Lists what RDS has under the environment's name. */
public final class DatabaseInventory {
  private final AwsSession session;

  public DatabaseInventory(AwsSession session) {
    this.session = session;
  }

  public List<Leftover> instances(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("DBInstanceNotFound", "DBInstanceNotFoundFault"),
            () -> session.rds().describeDBInstances(r -> r.dbInstanceIdentifier(name)))
        .stream()
        .flatMap(response -> response.dbInstances().stream())
        .map(db -> new Leftover("rds:db", name, db.dbInstanceArn(), false, db.dbInstanceStatus()))
        .toList();
  }

  public List<Leftover> subnetGroups(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound"),
            () -> session.rds().describeDBSubnetGroups(r -> r.dbSubnetGroupName(name)))
        .stream()
        .flatMap(response -> response.dbSubnetGroups().stream())
        .map(group -> new Leftover("rds:subgrp", name, group.dbSubnetGroupArn(), false, ""))
        .toList();
  }

  public List<Leftover> parameterGroups(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"),
            () -> session.rds().describeDBParameterGroups(r -> r.dbParameterGroupName(name)))
        .stream()
        .flatMap(response -> response.dbParameterGroups().stream())
        .map(group -> new Leftover("rds:pg", name, group.dbParameterGroupArn(), false, ""))
        .toList();
  }
}
