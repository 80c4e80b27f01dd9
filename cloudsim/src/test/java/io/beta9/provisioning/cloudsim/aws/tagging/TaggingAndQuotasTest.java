package io.beta9.provisioning.cloudsim.aws.tagging;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.quotas.ServiceQuotasService;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseResponse;

class TaggingAndQuotasTest {
  private final InProcessCloud cloud = new InProcessCloud();
  private final Ec2Service ec2Service = new Ec2Service(cloud, cloud.clock());
  private final Ec2Client ec2 =
      cloud
          .register(
              ec2Service,
              new ResourceTaggingService(List.of(ec2Service)),
              new ServiceQuotasService())
          .client(Ec2Client.class, "us-east-1");
  private final ResourceGroupsTaggingApiClient tagging =
      cloud.client(ResourceGroupsTaggingApiClient.class, "us-east-1");
  private final ServiceQuotasClient quotas = cloud.client(ServiceQuotasClient.class, "us-east-1");

  private String vpc(String environment) {
    return ec2.createVpc(
            r ->
                r.cidrBlock("10.0.0.0/16")
                    .tagSpecifications(
                        s ->
                            s.resourceType("vpc")
                                .tags(t -> t.key("beta9:environment-id").value(environment))))
        .vpc()
        .vpcId();
  }

  @Test
  void finds_resources_by_tag_and_type_in_pages() {
    String item = vpc("env_1");
    vpc("env_2");
    var found =
        tagging.getResources(r -> r.tagFilters(f -> f.key("beta9:environment-id").values("env_1")));
    assertThat(found.resourceTagMappingList())
        .extracting(m -> m.resourceARN())
        .containsExactly("arn:aws:ec2:us-east-1:123456789012:vpc/" + item);
    assertThat(
            tagging.getResources(r -> r.resourceTypeFilters("ec2:subnet")).resourceTagMappingList())
        .isEmpty();
    assertThat(
            tagging.getResourcesPaginator(r -> r.resourcesPerPage(1)).stream()
                .mapToInt(page -> page.resourceTagMappingList().size())
                .sum())
        .isEqualTo(2);
  }

  @Test
  void accepts_one_open_request_for_a_quota_and_none_below_its_value() {
    assertAwsError("IllegalArgumentException", () -> requestVpcs(5));
    assertThat(requestVpcs(6).requestedQuota().statusAsString()).isEqualTo("PENDING");
    assertAwsError("ResourceAlreadyExistsException", () -> requestVpcs(7));
    assertThat(quotas.listRequestedServiceQuotaChangeHistory(r -> {}).requestedQuotas())
        .extracting(change -> change.quotaCode() + " " + change.desiredValue())
        .containsExactly("L-F678F1CE 6.0");
    assertAwsError(
        "NoSuchResourceException",
        () ->
            quotas.requestServiceQuotaIncrease(
                r -> r.serviceCode("eks").quotaCode("L-00000000").desiredValue(6.0)));
  }

  private RequestServiceQuotaIncreaseResponse requestVpcs(double desired) {
    return quotas.requestServiceQuotaIncrease(
        r -> r.serviceCode("vpc").quotaCode("L-F678F1CE").desiredValue(desired));
  }

  @Test
  void applies_a_quota_override() {
    assertThat(
            quotas
                .getServiceQuota(r -> r.serviceCode("eks").quotaCode("L-1194D53C"))
                .quota()
                .value())
        .isEqualTo(100);
    cloud.setCondition("quota", "L-1194D53C", "0");
    assertThat(
            quotas
                .getServiceQuota(r -> r.serviceCode("eks").quotaCode("L-1194D53C"))
                .quota()
                .value())
        .isZero();
    assertThat(
            quotas
                .getAWSDefaultServiceQuota(r -> r.serviceCode("eks").quotaCode("L-1194D53C"))
                .quota()
                .value())
        .isEqualTo(100);
    assertThat(quotas.listServiceQuotas(r -> r.serviceCode("vpc")).quotas()).hasSizeGreaterThan(5);
    assertAwsError(
        "NoSuchResourceException",
        () -> quotas.getServiceQuota(r -> r.serviceCode("eks").quotaCode("L-00000000")));
  }
}
