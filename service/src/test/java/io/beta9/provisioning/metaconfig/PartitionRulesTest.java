package io.beta9.provisioning.metaconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.partition.AwsPartition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regions and certificates of partitions other than {@code aws}. */
class PartitionRulesTest {

  @ParameterizedTest
  @CsvSource({
    "us-gov-west-1, aws-us-gov, amazonaws.com",
    "us-gov-east-1, aws-us-gov, amazonaws.com",
    "cn-north-1, aws-cn, amazonaws.com.cn",
    "cn-northwest-1, aws-cn, amazonaws.com.cn",
    "eu-west-1, aws, amazonaws.com",
  })
  void accepts_a_region_and_gives_its_partition_to_the_module(
      String region, String partition, String suffix) {
    ParseResult read =
        read(
            AwsRegions.all(),
            region,
            "arn:" + partition + ":acm:" + region + ":123456789012:certificate/" + UUID);

    assertThat(read).isInstanceOf(ParseResult.Valid.class);
    assertThat(
            InfraModelJson.toTfvars(
                    InfraModelFactory.from(((ParseResult.Valid) read).config(), "env_4f1a2b3c4d5e"))
                .path("partition")
                .toString())
        .isEqualTo("{\"id\":\"%s\",\"dns_suffix\":\"%s\"}".formatted(partition, suffix));
  }

  @Test
  void rejects_a_certificate_of_a_partition_that_does_not_contain_its_region() {
    String arn = "arn:aws:acm:us-gov-west-1:123456789012:certificate/" + UUID;

    assertThat(violations(AwsRegions.all(), "us-gov-west-1", arn))
        .singleElement()
        .asString()
        .startsWith("beta9.certificate: 'arn:aws:acm:us-gov-west-1:123456789012:certificate/")
        .endsWith(
            "is not the ARN of an ACM certificate: those in us-gov-west-1 begin with"
                + " arn:aws-us-gov");
  }

  @Test
  void rejects_a_region_that_the_installation_has_no_credentials_for() {
    assertThat(violations(AwsRegions.of(AwsPartition.AWS), "us-gov-west-1", "managed"))
        .containsExactly(
            "cloud.region: 'us-gov-west-1' is in the partition aws-us-gov, which this installation"
                + " has no credentials for; expected a region of aws");
    assertThat(violations(AwsRegions.of(AwsPartition.AWS_CN), "us-east-1", "managed"))
        .singleElement()
        .asString()
        .endsWith("expected a region of aws-cn");
  }

  @Test
  void divides_the_regions_between_the_partitions() {
    assertThat(AwsRegions.of(AwsPartition.AWS_CN)).containsExactly("cn-north-1", "cn-northwest-1");
    assertThat(AwsRegions.of(AwsPartition.AWS_US_GOV))
        .containsExactly("us-gov-east-1", "us-gov-west-1");
    assertThat(AwsRegions.of(AwsPartition.AWS)).hasSize(AwsRegions.all().size() - 4);
  }

  private static final String UUID = "0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a";

  private static List<String> violations(Set<String> allowed, String region, String certificate) {
    return ((ParseResult.Invalid) read(allowed, region, certificate))
        .violations().stream().map(Object::toString).toList();
  }

  private static ParseResult read(Set<String> allowed, String region, String certificate) {
    String text =
        """
        name: demo
        cloud: {provider: aws, region: %s, account_id: "123456789012"}
        beta9: {domain: beta9.demo.example, certificate: "%s"}
        """
            .formatted(region, certificate);
    return new MetaConfigReader(allowed)
        .read(text.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
  }
}
