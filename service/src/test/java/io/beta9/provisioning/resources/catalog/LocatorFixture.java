package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A simulated account in which a test creates an environment's resources and looks them up. */
final class LocatorFixture implements AutoCloseable {
  static final String TAG = ResourceNaming.ENVIRONMENT_ID_TAG;
  static final String OURS = SimulatedAccount.ID.value();
  static final String THEIRS = "env_ffffffffffff";

  /** The name, or the beginning of the name, of the environment's named resources. */
  static final String NAME = SimulatedAccount.ID.resourcePrefix();

  final SimulatedAccount simulated = SimulatedAccount.open();
  final AwsSession session = simulated.owner();
  final AwsResourceLocator locator =
      new AwsResourceLocator(simulated.session(), ResourceCatalog.AWS);
  final JournalIds journal = new JournalIds();
  final Map<String, String> state = new HashMap<>();

  LookupResult find(String address, Map<String, String> values) {
    return find(planned(address, values, Map.of()));
  }

  LookupResult find(PlannedResource resource) {
    return locator.find(resource, new LookupHints(SimulatedAccount.ID, journal, state));
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

  /** Sets how long AWS takes to create resources of this kind. */
  void condition(String name, String parameter) {
    simulated.sim().faultRules().add(new FaultRule.Condition(name, "*", parameter));
  }

  void takes(String kind, Duration time) {
    simulated.sim().faultRules().add(new FaultRule.Latency(kind, time));
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
    simulated.close();
  }
}
