package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.DataHosts;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResources;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.kms.KeyRing;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import java.util.Optional;
import java.util.stream.Stream;

/** Relational Database Service: PostgreSQL instances, their groups, what is on offer. */
public final class RdsService implements AwsService, TaggedResources, DataHosts {
  private final Store store;
  private final Ec2Service ec2;

  public RdsService(Store store, Ec2Service ec2) {
    this.store = store;
    this.ec2 = ec2;
  }

  @Override
  public String signingName() {
    return "rds";
  }

  @Override
  public void register(Operations operations) {
    SubnetGroups subnetGroups = new SubnetGroups(store, ec2.networks());
    ParameterGroups parameterGroups = new ParameterGroups(store);
    NetworkInterfaces interfaces = ec2.networkInterfaces();
    InstanceProgress progress = new InstanceProgress(store, interfaces);
    LogGroups logs = new LogGroups(store);
    Placements placements =
        new Placements(subnetGroups, parameterGroups, ec2.networks(), new KeyRing(store));
    subnetGroups.register(operations);
    parameterGroups.register(operations);
    new Instances(progress, placements, interfaces, logs).register(operations);
    new InstanceChanges(progress, placements, interfaces, logs).register(operations);
    new Snapshots(store).register(operations);
    new Offers().register(operations);
    new RdsTags(store).register(operations);
  }

  /** The password that a database's master user has: no operation of RDS tells it. */
  public Optional<String> masterPassword(String account, String region, String identifier) {
    return Optional.ofNullable(RdsState.of(store, account, region).instances.get(identifier))
        .map(entry -> entry.masterPassword);
  }

  @Override
  public boolean answersAt(String host) {
    return store.all(RdsState.class).stream()
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
