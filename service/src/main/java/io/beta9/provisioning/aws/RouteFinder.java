package io.beta9.provisioning.aws;

import static io.beta9.provisioning.aws.NetworkFinder.filter;

import io.beta9.provisioning.terraform.PlannedResource;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** Routes and associations: they bear no tags, and belong to whom their table belongs. */
final class RouteFinder {
  private final AwsSession session;

  RouteFinder(AwsSession session) {
    this.session = session;
  }

  Sighting route(PlannedResource wanted, Clues clues) {
    String destination = wanted.value("destination_cidr_block").orElseThrow();
    return table(wanted, clues)
        .filter(
            table ->
                table.routes().stream()
                    .anyMatch(route -> destination.equals(route.destinationCidrBlock())))
        .<Sighting>map(table -> Sighting.Found.of(table.routeTableId() + "_" + destination))
        .orElseGet(Sighting.Absent::new);
  }

  Sighting association(PlannedResource wanted, Clues clues) {
    Optional<String> subnet = clues.parent(wanted, "subnet_id");
    return table(wanted, clues).stream()
        .flatMap(table -> table.associations().stream())
        .filter(association -> subnet.isPresent() && subnet.get().equals(association.subnetId()))
        .filter(RouteFinder::holds)
        .findFirst()
        .<Sighting>map(
            association ->
                new Sighting.Found(
                    association.subnetId() + "/" + association.routeTableId(),
                    association.routeTableAssociationId()))
        .orElseGet(Sighting.Absent::new);
  }

  private static boolean holds(RouteTableAssociation association) {
    return association.associationState() == null
        || !association.associationState().stateAsString().startsWith("disassociat");
  }

  private Optional<RouteTable> table(PlannedResource wanted, Clues clues) {
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
