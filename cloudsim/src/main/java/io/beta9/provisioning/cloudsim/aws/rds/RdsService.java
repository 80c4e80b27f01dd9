package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.DataEndpoints;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.Optional;
import java.util.stream.Stream;

/** Relational Database Service for PostgreSQL. */
public final class RdsService implements AwsService, TaggedResourceProvider, DataEndpoints {
  private final StateStore store;
  private final Ec2Service ec2;

  public RdsService(StateStore store, Ec2Service ec2) {
    this.store = store;
    this.ec2 = ec2;
  }

  @Override
  public String signingName() {
    return "rds";
  }

  @Override
  public void register(Operations operations) {
    DbSubnetGroups subnetGroups = new DbSubnetGroups(store, ec2.networks());
    DbParameterGroups parameterGroups = new DbParameterGroups(store);
    RequesterManagedInterfaces interfaces = ec2.networkInterfaces();
    DbEvents events = new DbEvents(store);
    DbInstanceLifecycle progress = new DbInstanceLifecycle(store, interfaces, events);
    LogGroups logs = new LogGroups(store);
    PlacementResolver placements =
        new PlacementResolver(
            subnetGroups, parameterGroups, ec2.networks(), new KeyResolver(store));
    subnetGroups.register(operations);
    parameterGroups.register(operations);
    new DbInstances(progress, placements, interfaces, logs).register(operations);
    new DbInstanceModifications(progress, placements, interfaces, logs).register(operations);
    new DbSnapshots(store, progress, new KeyResolver(store)).register(operations);
    events.register(operations);
    new Offerings().register(operations);
    new RdsTags(store).register(operations);
  }

  /** Returns the password of an instance's master user, which no RDS operation returns. */
  public Optional<String> masterPassword(String account, String region, String identifier) {
    return Optional.ofNullable(RdsState.of(store, account, region).instances.get(identifier))
        .map(entry -> entry.masterPassword);
  }

  @Override
  public boolean hasEndpoint(String host) {
    return store.findAll(RdsState.class).stream()
        .flatMap(state -> state.instances.values().stream())
        .filter(entry -> !"deleting".equals(entry.instance.dbInstanceStatus()))
        .anyMatch(
            entry ->
                entry.instance.endpoint() != null
                    && host.equals(entry.instance.endpoint().address()));
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return RdsState.of(store, account, region).tags.stream();
  }
}
