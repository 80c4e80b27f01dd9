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
 * What EC2 makes without asking for a name: a second call makes a second thing. So the tags with
 * which it was made are asked for, and where they show nothing yet, the id from the journal.
 */
final class NetworkFinder {
  private static final Set<String> GONE = Set.of("deleting", "deleted");

  private final AwsSession session;

  NetworkFinder(AwsSession session) {
    this.session = session;
  }

  private record Thing(String id, String state, List<Tag> tags) {}

  /** One kind of thing in EC2. */
  private interface Kind extends Function<List<Filter>, Stream<Thing>> {}

  LookupResult vpc(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "vpc-id",
        filters ->
            ec2().describeVpcsPaginator(r -> r.filters(filters)).vpcs().stream()
                .map(vpc -> new Thing(vpc.vpcId(), "", vpc.tags())));
  }

  LookupResult internetGateway(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "internet-gateway-id",
        filters ->
            ec2()
                .describeInternetGatewaysPaginator(r -> r.filters(filters))
                .internetGateways()
                .stream()
                .map(gateway -> new Thing(gateway.internetGatewayId(), "", gateway.tags())));
  }

  LookupResult subnet(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "subnet-id",
        filters ->
            ec2().describeSubnetsPaginator(r -> r.filters(filters)).subnets().stream()
                .map(subnet -> new Thing(subnet.subnetId(), "", subnet.tags())));
  }

  LookupResult address(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "allocation-id",
        filters ->
            ec2().describeAddresses(r -> r.filters(filters)).addresses().stream()
                .map(address -> new Thing(address.allocationId(), "", address.tags())));
  }

  LookupResult natGateway(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "nat-gateway-id",
        filters ->
            ec2().describeNatGatewaysPaginator(r -> r.filter(filters)).natGateways().stream()
                .map(nat -> new Thing(nat.natGatewayId(), nat.stateAsString(), nat.tags())));
  }

  LookupResult routeTable(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "route-table-id",
        filters ->
            ec2().describeRouteTablesPaginator(r -> r.filters(filters)).routeTables().stream()
                .map(table -> new Thing(table.routeTableId(), "", table.tags())));
  }

  LookupResult endpoint(PlannedResource wanted, LookupHints clues) {
    return one(
        wanted,
        clues,
        "vpc-endpoint-id",
        filters ->
            ec2().describeVpcEndpointsPaginator(r -> r.filters(filters)).vpcEndpoints().stream()
                .map(
                    there ->
                        new Thing(there.vpcEndpointId(), there.stateAsString(), there.tags())));
  }

  LookupResult launchTemplate(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return ec2()
        .describeLaunchTemplatesPaginator(r -> r.filters(filter("launch-template-name", name)))
        .launchTemplates()
        .stream()
        .findFirst()
        .map(
            template ->
                clues.owned(
                    template.launchTemplateId(),
                    template.launchTemplateId(),
                    tags(template.tags())))
        .orElseGet(LookupResult.Absent::new);
  }

  private LookupResult one(PlannedResource wanted, LookupHints clues, String idFilter, Kind kind) {
    List<Filter> byTag =
        List.of(
            filter("tag:" + LookupHints.TAG, clues.environment().value()),
            filter("tag:Name", wanted.tags().getOrDefault("Name", "")));
    List<Thing> found = live(kind.apply(byTag), wanted, clues);
    if (found.isEmpty()) {
      found =
          clues.journal(wanted).stream()
              .flatMap(
                  id -> live(kind.apply(List.of(filter(idFilter, id))), wanted, clues).stream())
              .filter(thing -> clues.isOurs(tags(thing.tags())))
              .toList();
    }
    return switch (found.size()) {
      case 0 -> new LookupResult.Absent();
      case 1 -> state(found.getFirst());
      default -> new LookupResult.Ambiguous(found.stream().map(Thing::id).toList());
    };
  }

  private static List<Thing> live(Stream<Thing> things, PlannedResource wanted, LookupHints clues) {
    Set<String> others = clues.others(wanted);
    return things
        .filter(thing -> !GONE.contains(thing.state().toLowerCase(Locale.ROOT)))
        .filter(thing -> !others.contains(thing.id()))
        .toList();
  }

  private LookupResult state(Thing thing) {
    return switch (thing.state().toLowerCase(Locale.ROOT)) {
      case "pending", "pendingacceptance" -> new LookupResult.Moving(thing.state());
      // Nothing passes through it, and nothing is in it.
      case "failed", "rejected", "expired" ->
          new LookupResult.CreationFailed(
              thing.id(), thing.state(), Optional.of(() -> remove(thing.id())));
      default -> LookupResult.Found.of(thing.id());
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
