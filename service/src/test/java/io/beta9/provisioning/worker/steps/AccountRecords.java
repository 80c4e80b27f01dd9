package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the simulated account contains and was requested to do, independent of the product. */
public record AccountRecords(SimulatedAccount account) {

  /** Counts the resources of each kind with the environment's tag. */
  public Map<String, Long> inventory() {
    return account.sim().inventory(SimulatedAccount.ACCOUNT, SimulatedAccount.REGION).stream()
        .filter(
            thing -> SimulatedAccount.ID.value().equals(thing.tags().get("beta9:environment-id")))
        .map(TaggedResource::arn)
        .map(AccountRecords::kind)
        .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
  }

  private static String kind(String arn) {
    String[] parts = arn.split(":", 6);
    String rest = parts[5];
    int end = rest.indexOf('/') < 0 ? rest.indexOf(':') : rest.indexOf('/');
    return parts[2] + ":" + (end < 0 ? "" : rest.substring(0, end));
  }

  /** Counts successful requests to AWS. */
  public long calls(String service, String operation) {
    return account.sim().requests().calls(service, operation).stream()
        .filter(request -> request.ok())
        .count();
  }

  /** Counts rules of the environment's security groups that allow all outbound traffic. */
  long openEgressRules() {
    var ec2 = account.session().ec2();
    List<String> groups =
        ec2
            .describeSecurityGroups(
                r ->
                    r.filters(
                        filter ->
                            filter
                                .name("tag:beta9:environment-id")
                                .values(SimulatedAccount.ID.value())))
            .securityGroups()
            .stream()
            .map(group -> group.groupId())
            .toList();
    return ec2
        .describeSecurityGroupRules(r -> r.filters(f -> f.name("group-id").values(groups)))
        .securityGroupRules()
        .stream()
        .filter(rule -> rule.isEgress() && "0.0.0.0/0".equals(rule.cidrIpv4()))
        .count();
  }
}
