package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.resources.lookup.NetworkFinder.filter;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** Finds routes and associations by their route table; they have no tags. */
public final class RouteFinder {
  private final AwsSession session;

  public RouteFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult route(PlannedResource resource, LookupHints hints) {
    String destination = resource.value("destination_cidr_block").orElseThrow();
    return table(resource, hints)
        .filter(
            table ->
                table.routes().stream()
                    .anyMatch(route -> destination.equals(route.destinationCidrBlock())))
        .<LookupResult>map(table -> LookupResult.Found.of(table.routeTableId() + "_" + destination))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult association(PlannedResource resource, LookupHints hints) {
    Optional<String> subnet = hints.referencedId(resource, "subnet_id");
    return table(resource, hints).stream()
        .flatMap(table -> table.associations().stream())
        .filter(association -> subnet.isPresent() && subnet.get().equals(association.subnetId()))
        .filter(RouteFinder::isActive)
        .findFirst()
        .<LookupResult>map(
            association ->
                new LookupResult.Found(
                    association.subnetId() + "/" + association.routeTableId(),
                    association.routeTableAssociationId()))
        .orElseGet(LookupResult.Absent::new);
  }

  private static boolean isActive(RouteTableAssociation association) {
    return association.associationState() == null
        || !association.associationState().stateAsString().startsWith("disassociat");
  }

  private Optional<RouteTable> table(PlannedResource resource, LookupHints hints) {
    return hints
        .referencedId(resource, "route_table_id")
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
