package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;

/** AWS-managed prefix lists: the addresses of the services behind gateway endpoints. */
final class PrefixLists {
  private PrefixLists() {}

  static void register(Ec2Operations operations) {
    operations.on(DescribePrefixListsRequest.class, PrefixLists::describe);
    operations.on(DescribeManagedPrefixListsRequest.class, PrefixLists::managed);
    operations.on(DescribeVpcEndpointServicesRequest.class, PrefixLists::services);
  }

  /** Returns the id of a service's list, which is the same in every account. */
  static String idOf(String service) {
    return String.format("pl-%08x", service.hashCode());
  }

  private static Stream<PrefixList> all(Ec2Scope scope) {
    return Stream.of("s3", "dynamodb")
        .map(service -> "com.amazonaws." + scope.region() + "." + service)
        .map(
            name ->
                PrefixList.builder()
                    .prefixListId(idOf(name))
                    .prefixListName(name)
                    .cidrs(name.endsWith("s3") ? "203.0.113.0/25" : "203.0.113.128/25")
                    .build());
  }

  private static DescribePrefixListsResponse describe(
      DescribePrefixListsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<PrefixList>(scope.state(), PrefixList::prefixListId)
            .on("prefix-list-id", PrefixList::prefixListId)
            .on("prefix-list-name", PrefixList::prefixListName)
            .toPredicate(request.filters());
    return DescribePrefixListsResponse.builder()
        .prefixLists(all(scope).filter(hasIdIn(request.prefixListIds())).filter(filters).toList())
        .build();
  }

  private static Predicate<PrefixList> hasIdIn(List<String> ids) {
    return list -> ids.isEmpty() || ids.contains(list.prefixListId());
  }

  private static DescribeManagedPrefixListsResponse managed(
      DescribeManagedPrefixListsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<PrefixList>(scope.state(), PrefixList::prefixListId)
            .on("prefix-list-id", PrefixList::prefixListId)
            .on("prefix-list-name", PrefixList::prefixListName)
            .on("owner-id", _ -> "AWS")
            .toPredicate(request.filters());
    return DescribeManagedPrefixListsResponse.builder()
        .prefixLists(
            all(scope)
                .filter(hasIdIn(request.prefixListIds()))
                .filter(filters)
                .map(
                    list ->
                        ManagedPrefixList.builder()
                            .prefixListId(list.prefixListId())
                            .prefixListName(list.prefixListName())
                            .prefixListArn(
                                Partition.ofRegion(scope.region())
                                    .arn(
                                        "ec2",
                                        scope.region(),
                                        "aws",
                                        "prefix-list/" + list.prefixListId()))
                            .addressFamily("IPv4")
                            .ownerId("AWS")
                            .state("create-complete")
                            .build())
                .toList())
        .build();
  }

  private static DescribeVpcEndpointServicesResponse services(
      DescribeVpcEndpointServicesRequest request, Ec2Scope scope) {
    List<ServiceDetail> found =
        all(scope)
            .map(PrefixList::prefixListName)
            .filter(
                name -> request.serviceNames().isEmpty() || request.serviceNames().contains(name))
            .map(
                name ->
                    ServiceDetail.builder()
                        .serviceName(name)
                        .serviceId("vpce-svc-" + idOf(name).substring(3))
                        .serviceType(ServiceTypeDetail.builder().serviceType("Gateway").build())
                        .availabilityZones(Zones.of(scope.region()))
                        .owner("amazon")
                        .acceptanceRequired(false)
                        .managesVpcEndpoints(false)
                        .vpcEndpointPolicySupported(true)
                        .build())
            .toList();
    if (found.size() < request.serviceNames().size()) {
      throw Ec2Errors.badRequest(
          "InvalidServiceName",
          "The Vpc Endpoint Service '" + request.serviceNames().getLast() + "' does not exist");
    }
    return DescribeVpcEndpointServicesResponse.builder()
        .serviceNames(found.stream().map(ServiceDetail::serviceName).toList())
        .serviceDetails(found)
        .build();
  }
}
