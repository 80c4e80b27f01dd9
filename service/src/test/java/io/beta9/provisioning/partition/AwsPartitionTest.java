package io.beta9.provisioning.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.endpoints.IamEndpointProvider;
import software.amazon.awssdk.services.route53.endpoints.Route53EndpointProvider;

class AwsPartitionTest {

  /** The SDK knows the regions, too. */
  @Test
  void agrees_with_the_sdk_about_every_region() {
    for (String region : AwsRegions.all()) {
      AwsPartition partition = AwsPartition.ofRegion(region);
      var expected = Region.of(region).metadata().partition();

      assertThat(partition.id()).as(region).isEqualTo(expected.id());
      assertThat(partition.dnsSuffix()).as(region).isEqualTo(expected.dnsSuffix());
    }
  }

  @ParameterizedTest
  @EnumSource
  void names_the_region_in_which_iam_and_route_53_are_called(AwsPartition partition) {
    Region global = Region.of(partition.globalRegion());
    Region inSdk = Region.of(partition.id() + "-global");

    assertThat(IamClient.serviceMetadata().signingRegion(inSdk)).isEqualTo(global);
    assertThat(IamEndpointProvider.defaultProvider().resolveEndpoint(p -> p.region(global)).join())
        .isEqualTo(
            IamEndpointProvider.defaultProvider().resolveEndpoint(p -> p.region(inSdk)).join());
    assertThat(
            Route53EndpointProvider.defaultProvider().resolveEndpoint(p -> p.region(global)).join())
        .isEqualTo(
            Route53EndpointProvider.defaultProvider().resolveEndpoint(p -> p.region(inSdk)).join());
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::1:role/x, AWS",
    "arn:aws-cn:s3:::bucket, AWS_CN",
    "arn:aws-us-gov:iam::1:root, AWS_US_GOV",
  })
  void reads_the_partition_of_an_arn(String arn, AwsPartition partition) {
    assertThat(AwsPartition.ofArn(arn)).contains(partition);
  }

  @ParameterizedTest
  @CsvSource({"arn:aws-iso:iam::1:root", "aws:aws:x", "arn:aws", "''"})
  void reads_no_partition_of_another_text(String text) {
    assertThat(AwsPartition.ofArn(text)).isEmpty();
  }

  @Test
  void formats_arns_and_host_names() {
    assertThat(AwsPartition.AWS_US_GOV.arn("eks", "us-gov-west-1", "1", "cluster/x"))
        .isEqualTo("arn:aws-us-gov:eks:us-gov-west-1:1:cluster/x");
    assertThat(AwsPartition.AWS_CN.iamArn("1", "role/x")).isEqualTo("arn:aws-cn:iam::1:role/x");
    assertThat(AwsPartition.AWS_CN.s3Arn("bucket/*")).isEqualTo("arn:aws-cn:s3:::bucket/*");
    assertThat(AwsPartition.AWS_CN.host("sts", "cn-north-1"))
        .isEqualTo("sts.cn-north-1.amazonaws.com.cn");
    assertThat(AwsPartition.AWS_US_GOV.host("sts", "us-gov-east-1"))
        .isEqualTo("sts.us-gov-east-1.amazonaws.com");
  }
}
