package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.SMALL;
import static io.beta9.provisioning.metaconfig.MetaConfigs.small;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaConfigReaderTest {
  @Test
  void fillsInEveryDefault() {
    MetaConfig config = valid(SMALL);

    assertThat(config)
        .isEqualTo(
            new MetaConfig(
                "demo",
                new CloudTarget(
                    "aws",
                    "us-east-1",
                    "123456789012",
                    "arn:aws:iam::123456789012:role/Beta9Provisioner",
                    null),
                new MetaConfig.ClusterConfig(Profile.SMALL, "1.33", Map.of()),
                new MetaConfig.NetworkConfig("10.42.0.0/16", List.of("us-east-1a", "us-east-1b")),
                new MetaConfig.Data(
                    new MetaConfig.PostgresConfig("small", false, 7),
                    new MetaConfig.RedisConfig("small", false),
                    new MetaConfig.ObjectStoreConfig("beta9", true, null)),
                new MetaConfig.Beta9Config(
                    "beta9.demo.example",
                    "0.1.762",
                    new MetaConfig.Workers(false, null, 0, 3),
                    true,
                    true,
                    null,
                    null),
                Map.of()));
  }

  @Test
  void takesOnlyTheLengthsForWhichCloudWatchKeepsLogs() {
    assertThat(
            InfraModelFactory.from(valid(small("  log_retention_days: 90\n")), "env_0123456789ab")
                .logRetentionDays())
        .isEqualTo(90);
    assertThat(InfraModelFactory.from(valid(SMALL), "env_0123456789ab").logRetentionDays())
        .isEqualTo(30);
    assertThat(wrong(small("  log_retention_days: 45\n")).toString())
        .contains("beta9.log_retention_days", "45 is not a length", "30 and 60");
  }

  @Test
  void readsJsonAsItReadsYaml() {
    String json =
        """
        {"name": "demo",
         "cloud": {"provider": "aws", "region": "us-east-1", "account_id": "123456789012",
                   "role_arn": "arn:aws:iam::123456789012:role/Beta9Provisioner"},
         "beta9": {"domain": "beta9.demo.example"}}
        """;

    assertThat(valid(json)).isEqualTo(valid(SMALL));
  }

  @Test
  void readsBackWhatItWrites() {
    MetaConfig config =
        valid(small("  workers: {gpu_enabled: true, gpu_type: A100-40}\ntags: {team: x}\n"));

    assertThat(MetaConfigJson.fromJson(MetaConfigJson.toJson(config))).isEqualTo(config);
    assertThat(valid(MetaConfigJson.toJson(config))).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small.yaml", "medium.yaml", "gpu.yaml"})
  void acceptsEveryExample(String file) throws IOException {
    Path examples = Path.of("..", "examples");

    MetaConfig config = valid(Files.readString(examples.resolve(file)));

    assertThat(InfraModelFactory.from(config, "env_0123456789ab").environmentName())
        .isEqualTo(config.name());
    try (var files = Files.list(examples)) {
      assertThat(files.filter(f -> f.toString().endsWith(".yaml")))
          .as("every example is tested here")
          .hasSize(3);
    }
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    assertThat(
            wrong(
                """
                name: Demo_1
                colour: red
                cloud:
                  provider: gcp
                  region: us-est-1
                  account_id: "1234"
                  role_arn: Beta9Provisioner
                cluster:
                  profile: smal
                  kubernetes_versoin: "1.33"
                network:
                  cidr: 8.8.0.0/16
                data:
                  redis:
                    ha: 2
                beta9:
                  domain: localhost
                  workers:
                    min_workers: many
                """))
        .containsExactly(
            "name: 'Demo_1' may hold lower-case letters, digits and hyphens only",
            "cloud.provider: 'gcp' is known but not built yet; only 'aws' is",
            "cloud.region: 'us-est-1' is not a region; did you mean 'us-east-1'?",
            "cloud.account_id: '1234' is not an account id: twelve digits",
            "cloud.role_arn: 'Beta9Provisioner' is not the ARN of a role, like"
                + " arn:aws:iam::123456789012:role/Beta9Provisioner",
            "cluster.profile: 'smal' is not a profile; did you mean 'small'?",
            "cluster.kubernetes_versoin: is not a field of cluster; did you mean"
                + " 'kubernetes_version'?",
            "network.cidr: '8.8.0.0/16' lies in no private range: 10.0.0.0/8, 172.16.0.0/12,"
                + " 192.168.0.0/16 or 100.64.0.0/10",
            "data.redis.ha: must be true or false, is the number 2",
            "beta9.domain: 'localhost' is not a domain: it needs at least two parts, like"
                + " beta9.example.com",
            "beta9.workers.min_workers: must be a whole number from 0 to 100, is the text 'many'",
            "colour: is not a field of a meta-config; expected name, cloud, cluster, network,"
                + " data, beta9 or tags");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(wrong("{}"))
        .containsExactly("name: is missing", "cloud: is missing", "beta9: is missing");
    assertThat(wrong("name: x\ncloud: {provider: aws}\nbeta9: {version: 0.1.762}"))
        .containsExactly(
            "cloud.region: is missing",
            "cloud.account_id: is missing",
            "cloud.role_arn: is missing",
            "beta9.domain: is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Demo        | may hold lower-case letters, digits and hyphens only
          de_mo       | may hold lower-case letters, digits and hyphens only
          -demo       | must not begin or end with a hyphen
          demo-       | must not begin or end with a hyphen
          1demo       | must begin with a letter
          de--mo      | must not hold two hyphens in a row
          aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx | is 41 characters long; at most 40 fit
          """)
  void refusesNamesThatCannotBecomeNamesInAws(String name, String complaint) {
    assertThat(wrong(SMALL.replace("name: demo", "name: " + name)))
        .containsExactly("name: '" + name + "' " + complaint);
  }

  @Test
  void comparesTheAccountWithTheRole() {
    assertThat(wrong(SMALL.replace("\"123456789012\"", "\"210987654321\"")))
        .containsExactly(
            "cloud.account_id: '210987654321' is not the account of role_arn, which is"
                + " 123456789012");
  }

  @Test
  void keepsDigitsThatAreNotQuoted() {
    String zeros =
        SMALL.replace("\"123456789012\"", "012345678901").replace("123456789012", "012345678901");

    assertThat(valid(zeros).cloud().accountId()).isEqualTo("012345678901");
    assertThat(wrong(small("cluster: {kubernetes_version: 1.30}\n")))
        .containsExactly(
            "cluster.kubernetes_version: '1.30' is not a supported version of Kubernetes; did you"
                + " mean '1.31'?");
  }

  @Test
  void tellsARegionThatIsNotAllowedFromOneThatIsNone() {
    assertThat(wrong(SMALL.replace("us-east-1", "sa-east-1")))
        .containsExactly(
            "cloud.region: 'sa-east-1' is not allowed here; allowed are eu-central-1, us-east-1,"
                + " us-west-1, us-west-2");
    assertThat(wrong(SMALL.replace("us-east-1", "moon")))
        .containsExactly(
            "cloud.region: 'moon' is not a region; expected eu-central-1, us-east-1, us-west-1 or"
                + " us-west-2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x          | must be from 2 to 1224 characters long, is 1
          a b        | may hold letters, digits and + = , . @ : / - _ only
          """)
  void checksTheExternalIdWithoutRepeatingIt(String id, String complaint) {
    assertThat(wrong(SMALL.replace("beta9:\n", "  external_id: '" + id + "'\nbeta9:\n")))
        .containsExactly("cloud.external_id: " + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10.0.0.0      | '10.0.0.0' is not a block of addresses, like 10.42.0.0/16
          10.0.0.0/33   | '10.0.0.0/33' is not a block of addresses, like 10.42.0.0/16
          10.0.256.0/16 | '10.0.256.0/16' is not a block of addresses, like 10.42.0.0/16
          010.0.0.0/16  | '010.0.0.0/16' is not a block of addresses, like 10.42.0.0/16
          10.0.1.0/16   | '10.0.1.0/16' does not begin where a /16 begins; did you mean '10.0.0.0/16'?
          10.0.0.0/8    | '10.0.0.0/8' is larger than a VPC may be; at most a /16
          10.0.0.0/23   | '10.0.0.0/23' is too small for the subnets of the profile 'small'; at least a /22
          172.32.0.0/16 | '172.32.0.0/16' lies in no private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10
          """)
  void refusesBlocksThatCannotHoldTheSubnets(String cidr, String complaint) {
    assertThat(wrong(small("network: {cidr: " + cidr + "}\n")))
        .containsExactly("network.cidr: " + complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.255.0.0/16", "172.31.0.0/22", "192.168.0.0/16", "100.64.0.0/18"})
  void acceptsBlocksOfThePrivateRanges(String cidr) {
    assertThat(valid(small("network: {cidr: " + cidr + "}\n")).network().cidr()).isEqualTo(cidr);
  }

  @Test
  void aLargerProfileNeedsALargerBlock() {
    assertThat(wrong(small("network: {cidr: 10.0.0.0/20}\ncluster: {profile: large}\n")))
        .containsExactly(
            "network.cidr: '10.0.0.0/20' is too small for the subnets of the profile 'large'; at"
                + " least a /18");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1                        | availability_zones: must be a whole number from 2 to 3, is 1
          4                        | availability_zones: must be a whole number from 2 to 3, is 4
          two                      | availability_zones: must be a count, 2 or 3, or a list of zones, is the text 'two'
          [us-east-1a]             | availability_zones: holds 1 zone; expected 2 or 3
          [us-east-1a, us-east-1a] | availability_zones[1]: 'us-east-1a' stands in the list a second time
          [us-east-1a, us-west-2b] | availability_zones[1]: 'us-west-2b' is not a zone of us-east-1; its zones are named like us-east-1a
          [us-east-1a, use1-az2]   | availability_zones[1]: 'use1-az2' is not a zone of us-east-1; its zones are named like us-east-1a
          [us-east-1a, 7]          | availability_zones[1]: must be text, is the number 7
          """)
  void refusesZonesThatAreNone(String zones, String complaint) {
    assertThat(wrong(small("network: {availability_zones: " + zones + "}\n")))
        .containsExactly("network." + complaint);
  }

  @Test
  void takesTheZonesThatARegionHas() {
    assertThat(
            valid(small("cluster: {profile: large}\n").replace("us-east-1", "us-west-1"))
                .network()
                .availabilityZones())
        .containsExactly("us-west-1a", "us-west-1c");
    assertThat(wrong(small("network: {availability_zones: 3}\n").replace("us-east-1", "us-west-1")))
        .containsExactly("network.availability_zones: must be a whole number from 2 to 2, is 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://x.example | give the host name alone, without scheme or path
          x.example:443     | give the host name alone, without a port
          -x.example        | its parts hold letters, digits and inner hyphens only
          x_y.example       | its parts hold letters, digits and inner hyphens only
          '*.x.example'     | its parts hold letters, digits and inner hyphens only
          x..example        | there is nothing before, after or between its dots
          x.example.        | there is nothing before, after or between its dots
          10.0.0.1          | its last part must not be a number
          """)
  void refusesWhatIsNoDomain(String domain, String complaint) {
    assertThat(wrong(SMALL.replace("beta9.demo.example", "'" + domain + "'")))
        .containsExactly("beta9.domain: '" + domain + "' is not a domain: " + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          gpu_type: T4                              | gpu_type: is given, but gpu_enabled is not true
          gpu_enabled: true, gpu_type: A10          | gpu_type: 'A10' is not a GPU type; did you mean 'A10G'?
          gpu_enabled: true, gpu_type: Voodoo       | gpu_type: 'Voodoo' is not a GPU type; expected T4, A10G, L4, L40S, A100-40, A100-80 or H100
          min_workers: 5, max_workers: 4            | min_workers: 5 is more than max_workers, which is 4
          max_workers: 0                            | max_workers: must be a whole number from 1 to 100, is 0
          max_workers: 101                          | max_workers: must be a whole number from 1 to 100, is 101
          max_workers: 99999999999999999999         | max_workers: must be a whole number from 1 to 100, is 99999999999999999999
          min_workers: 1.5                          | min_workers: must be a whole number from 0 to 100, is the number 1.5
          gpu_enabled: yes                          | gpu_enabled: must be true or false, is the text 'yes'
          """)
  void refusesWorkersThatCannotBe(String workers, String complaint) {
    assertThat(wrong(small("  workers: {" + workers + "}\n")))
        .containsExactly("beta9.workers." + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          postgres: {size: db.z9.large}            | postgres.size: 'db.z9.large' is of a family that is not offered; offered are m5, m6g, m6i, m7g, m7i, m8g, r5, r6g, r6i, r7g, r7i, r8g, t3, t4g
          postgres: {size: cache.m6g.large}        | postgres.size: 'cache.m6g.large' is not a size; expected small, medium, large or a class like db.m6g.large
          postgres: {size: db.m6g.huge}            | postgres.size: 'db.m6g.huge' is not a size; expected a class like db.m6g.large
          postgres: {size: larg}                   | postgres.size: 'larg' is not a size; did you mean 'large'?
          postgres: {backup_retention_days: 36}    | postgres.backup_retention_days: must be a whole number from 1 to 35, is 36
          redis: {size: tiny}                      | redis.size: 'tiny' is not a size; expected small, medium, large or a class like cache.r7g.large
          object_store: {lifecycle_days: 0}        | object_store.lifecycle_days: must be a whole number from 1 to 3650, is 0
          object_store: {bucket_prefix: My_Data}   | object_store.bucket_prefix: 'My_Data' may hold lower-case letters, digits and hyphens only
          object_store: {bucket_prefix: a.b}       | object_store.bucket_prefix: 'a.b' may hold lower-case letters, digits and hyphens only
          object_store: {bucket_prefix: xn--data}  | object_store.bucket_prefix: 'xn--data' must not begin with 'xn--', which S3 keeps for itself
          object_store: {bucket_prefix: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeex} | object_store.bucket_prefix: 'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeex' is 51 characters long; at most 50 fit
          """)
  void refusesStoresThatCannotBe(String data, String complaint) {
    assertThat(wrong(small("data: {" + data + "}\n"))).containsExactly("data." + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          aws:team: x      | tags.aws:team: keys that begin with 'aws:' belong to AWS
          AWS:team: x      | tags.AWS:team: keys that begin with 'aws:' belong to AWS
          beta9:team: x    | tags.beta9:team: keys that begin with 'beta9:' belong to this product
          'te*m': x        | tags.te*m: a tag's key may not hold these characters
          team: 'x<y'      | tags.team: 'x<y' may not be a tag's value: letters, digits, spaces and _ . : / = + - @ only
          team: 4711       | tags.team: must be text, is the number 4711; put it in quotes
          team: ~          | tags.team: must be text, is nothing; write "" for none
          """)
  void refusesTagsThatAwsWouldRefuse(String tag, String complaint) {
    assertThat(wrong(small("tags: {" + tag + "}\n"))).containsExactly(complaint);
  }

  @Test
  void boundsHowManyTagsThereAreAndHowLong() {
    String many =
        IntStream.range(0, 41).mapToObj(i -> "k" + i + ": v").collect(Collectors.joining(", "));

    assertThat(wrong(small("tags: {" + many + "}\n")))
        .containsExactly(
            "tags: holds 41 tags; at most 40, because AWS allows 50 and this product and Kubernetes"
                + " need the rest");
    assertThat(wrong(small("tags: {team: " + "v".repeat(257) + ", " + "k".repeat(129) + ": v}\n")))
        .containsExactly(
            "tags.team: a tag's value holds at most 256 characters, this has 257",
            "tags." + "k".repeat(80) + "…: a tag's key holds at most 128 characters, this has 129");
    assertThat(wrong(small("tags: {team: a, Team: b}\n")))
        .containsExactly(
            "tags.Team: differs from 'team' only in capitals, which IAM does not tell apart");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          kubernetes.io/role: x     | kubernetes.io/role: labels under 'kubernetes.io' are reserved
          node.kubernetes.io/x: x   | node.kubernetes.io/x: labels under 'node.kubernetes.io' are reserved
          Acme/x: x                 | Acme/x: what stands before the slash of a label must be a DNS name in lower case
          -x: x                     | -x: '-x' may not be a label's name: letters, digits and inner - _ . only
          x: a b                    | x: 'a b' may not be a label's value: letters, digits and inner - _ . only
          """)
  void refusesLabelsThatKubernetesWouldRefuse(String label, String complaint) {
    assertThat(wrong(small("cluster: {node_labels: {" + label + "}}\n")))
        .containsExactly("cluster.node_labels." + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          arn:aws:iam::123456789012:role/x | 'arn:aws:iam::123456789012:role/x' is not the ARN of a certificate in ACM
          arn:aws:acm:us-west-2:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a | is a certificate of us-west-2; a load balancer takes only those of its own region, us-east-1
          arn:aws:acm:us-east-1:210987654321:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a | is a certificate of account 210987654321, not of 123456789012
          """)
  void refusesCertificatesThatTheLoadBalancerCannotUse(String arn, String complaint) {
    assertThat(wrong(small("  certificate_arn: " + arn + "\n")))
        .containsExactly("beta9.certificate_arn: " + complaint);
  }

  @Test
  void refusesVersionsThatItDoesNotInstall() {
    assertThat(wrong(small("  version: latest\n")))
        .containsExactly("beta9.version: 'latest' is not a version to install; expected 0.1.762");
  }
}
