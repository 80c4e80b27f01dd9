package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.resources.lookup.NetworkFinder.filter;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** Routes and associations: they bear no tags, and belong to whom their table belongs. */
final class RouteFinder {
  private final AwsSession session;

  RouteFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult route(PlannedResource wanted, LookupHints clues) {
    String destination = wanted.value("destination_cidr_block").orElseThrow();
    return table(wanted, clues)
        .filter(
            table ->
                table.routes().stream()
                    .anyMatch(route -> destination.equals(route.destinationCidrBlock())))
        .<LookupResult>map(table -> LookupResult.Found.of(table.routeTableId() + "_" + destination))
        .orElseGet(LookupResult.Absent::new);
  }

  LookupResult association(PlannedResource wanted, LookupHints clues) {
    Optional<String> subnet = clues.parent(wanted, "subnet_id");
    return table(wanted, clues).stream()
        .flatMap(table -> table.associations().stream())
        .filter(association -> subnet.isPresent() && subnet.get().equals(association.subnetId()))
        .filter(RouteFinder::holds)
        .findFirst()
        .<LookupResult>map(
            association ->
                new LookupResult.Found(
                    association.subnetId() + "/" + association.routeTableId(),
                    association.routeTableAssociationId()))
        .orElseGet(LookupResult.Absent::new);
  }

  private static boolean holds(RouteTableAssociation association) {
    return association.associationState() == null
        || !association.associationState().stateAsString().startsWith("disassociat");
  }

  private Optional<RouteTable> table(PlannedResource wanted, LookupHints clues) {
    return clues
        .parent(wanted, "route_table_id")
        .flatMap(
            id ->
                session
                    .ec2()
                    .describeRouteTablesPaginator(r -> r.filters(filter("route-table-id", id)))
                    .routeTables()
                    .stream()
                    .findFirst());
  }
}
