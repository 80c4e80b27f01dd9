package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Finds EC2 resources that have no unique name, so that a second creation creates a second one.
 * They are found by the tags with which they were created, or else by the id in the journal.
 */
public final class NetworkFinder {
  private static final Set<String> DELETED = Set.of("deleting", "deleted");

  private final AwsSession session;

  public NetworkFinder(AwsSession session) {
    this.session = session;
  }

  private record Candidate(String id, String state, List<Tag> tags) {}

  /** Describes the resources of one type that match the filters. */
  private interface Describe extends Function<List<Filter>, Stream<Candidate>> {}

  public LookupResult vpc(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "vpc-id",
        filters ->
            ec2().describeVpcsPaginator(r -> r.filters(filters)).vpcs().stream()
                .map(vpc -> new Candidate(vpc.vpcId(), "", vpc.tags())));
  }

  public LookupResult internetGateway(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "internet-gateway-id",
        filters ->
            ec2()
                .describeInternetGatewaysPaginator(r -> r.filters(filters))
                .internetGateways()
                .stream()
                .map(gateway -> new Candidate(gateway.internetGatewayId(), "", gateway.tags())));
  }

  public LookupResult subnet(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "subnet-id",
        filters ->
            ec2().describeSubnetsPaginator(r -> r.filters(filters)).subnets().stream()
                .map(subnet -> new Candidate(subnet.subnetId(), "", subnet.tags())));
  }

  public LookupResult address(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "allocation-id",
        filters ->
            ec2().describeAddresses(r -> r.filters(filters)).addresses().stream()
                .map(address -> new Candidate(address.allocationId(), "", address.tags())));
  }

  public LookupResult natGateway(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "nat-gateway-id",
        filters ->
            ec2().describeNatGatewaysPaginator(r -> r.filter(filters)).natGateways().stream()
                .map(nat -> new Candidate(nat.natGatewayId(), nat.stateAsString(), nat.tags())));
  }

  public LookupResult routeTable(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "route-table-id",
        filters ->
            ec2().describeRouteTablesPaginator(r -> r.filters(filters)).routeTables().stream()
                .map(table -> new Candidate(table.routeTableId(), "", table.tags())));
  }

  public LookupResult endpoint(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "vpc-endpoint-id",
        filters ->
            ec2().describeVpcEndpointsPaginator(r -> r.filters(filters)).vpcEndpoints().stream()
                .map(
                    endpoint ->
                        new Candidate(
                            endpoint.vpcEndpointId(), endpoint.stateAsString(), endpoint.tags())));
  }

  public LookupResult flowLog(PlannedResource resource, LookupHints hints) {
    return findByTags(
        resource,
        hints,
        "flow-log-id",
        filters ->
            ec2().describeFlowLogsPaginator(r -> r.filter(filters)).flowLogs().stream()
                .map(log -> new Candidate(log.flowLogId(), "", log.tags())));
  }

  public LookupResult launchTemplate(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return ec2()
        .describeLaunchTemplatesPaginator(r -> r.filters(filter("launch-template-name", name)))
        .launchTemplates()
        .stream()
        .findFirst()
        .map(
            template ->
                hints.foundIfOwned(
                    template.launchTemplateId(),
                    template.launchTemplateId(),
                    tags(template.tags())))
        .orElseGet(LookupResult.Absent::new);
  }

  private LookupResult findByTags(
      PlannedResource resource, LookupHints hints, String idFilter, Describe describe) {
    List<Filter> byTag =
        List.of(
            filter("tag:" + LookupHints.TAG, hints.environment().value()),
            filter("tag:Name", resource.tags().getOrDefault("Name", "")));
    List<Candidate> found = existing(describe.apply(byTag), resource, hints);
    if (found.isEmpty()) {
      found =
          hints.journalId(resource).stream()
              .flatMap(
                  id ->
                      existing(describe.apply(List.of(filter(idFilter, id))), resource, hints)
                          .stream())
              .filter(candidate -> hints.isOwned(tags(candidate.tags())))
              .toList();
    }
    return switch (found.size()) {
      case 0 -> new LookupResult.Absent();
      case 1 -> byState(found.getFirst());
      default -> new LookupResult.Ambiguous(found.stream().map(Candidate::id).toList());
    };
  }

  private static List<Candidate> existing(
      Stream<Candidate> candidates, PlannedResource resource, LookupHints hints) {
    Set<String> otherIds = hints.idsOfOthers(resource);
    return candidates
        .filter(candidate -> !DELETED.contains(candidate.state().toLowerCase(Locale.ROOT)))
        .filter(candidate -> !otherIds.contains(candidate.id()))
        .toList();
  }

  private LookupResult byState(Candidate candidate) {
    return switch (candidate.state().toLowerCase(Locale.ROOT)) {
      case "pending", "pendingacceptance" -> new LookupResult.InTransition(candidate.state());
      // It carries no traffic and holds no data.
      case "failed", "rejected", "expired" ->
          new LookupResult.CreationFailed(
              candidate.id(), candidate.state(), Optional.of(() -> remove(candidate.id())));
      default -> LookupResult.Found.of(candidate.id());
    };
  }

  private void remove(String id) {
    if (id.startsWith("nat-")) {
      ec2().deleteNatGateway(r -> r.natGatewayId(id));
    } else {
      ec2().deleteVpcEndpoints(r -> r.vpcEndpointIds(id));
    }
  }

  private Ec2Client ec2() {
    return session.ec2();
  }

  static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }
}
