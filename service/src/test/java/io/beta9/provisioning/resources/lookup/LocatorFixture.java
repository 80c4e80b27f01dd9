package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An account in which an environment's things are made by hand and looked for. */
final class LocatorFixture implements AutoCloseable {
  static final String TAG = LookupHints.TAG;
  static final String OURS = SimulatedAccount.ID.value();
  static final String THEIRS = "env_ffffffffffff";

  /** What everything of the environment that has a name is called, or how its name begins. */
  static final String NAME = SimulatedAccount.ID.resourcePrefix();

  final SimulatedAccount account = SimulatedAccount.open();
  final AwsSession session = account.session();
  final AwsResourceLocator finders = new AwsResourceLocator(session);
  final JournalIds journal = new JournalIds();
  final Map<String, String> state = new HashMap<>();

  LookupResult look(String address, Map<String, String> values) {
    return look(planned(address, values, Map.of()));
  }

  LookupResult look(PlannedResource wanted) {
    return finders.look(wanted, new LookupHints(SimulatedAccount.ID, journal, state));
  }

  static PlannedResource planned(
      String address, Map<String, String> values, Map<String, String> parents) {
    return new PlannedResource(
        address,
        address.substring(0, address.indexOf('.')),
        Action.CREATE,
        null,
        false,
        Set.of(),
        values,
        Map.of("Name", NAME, TAG, OURS),
        parents);
  }

  static LookupResult found(String id) {
    return new LookupResult.Found(id, id);
  }

  /** How long things of this kind take from now on. */
  void takes(String kind, Duration time) {
    account.sim().faultRules().add(new FaultRule.Latency(kind, time));
  }

  List<String> subnets() {
    var ec2 = session.ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    return List.of("a", "b").stream()
        .map(
            zone ->
                ec2.createSubnet(
                        r ->
                            r.vpcId(vpc)
                                .availabilityZone(SimulatedAccount.REGION + zone)
                                .cidrBlock("10.0." + zone.charAt(0) % 2 + ".0/24"))
                    .subnet()
                    .subnetId())
        .toList();
  }

  @Override
  public void close() {
    account.close();
  }
}
