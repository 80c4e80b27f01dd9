package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.SMALL;
import static io.beta9.provisioning.metaconfig.MetaConfigs.read;
import static io.beta9.provisioning.metaconfig.MetaConfigs.smallWith;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.Beta9Release;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
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
import tools.jackson.databind.node.ObjectNode;

class MetaConfigReaderTest {
  @Test
  void fills_in_every_default() {
    MetaConfig config = valid(SMALL);

    assertThat(config)
        .isEqualTo(
            new MetaConfig(
                "demo",
                new CloudLocation("aws", "us-east-1", "123456789012"),
                new MetaConfig.ClusterConfig(
                    Profile.SMALL,
                    "1.36",
                    Map.of(),
                    new MetaConfig.ClusterEndpoint(MetaConfig.EndpointAccess.PUBLIC, List.of())),
                new MetaConfig.NetworkConfig(
                    "10.42.0.0/16", List.of("us-east-1a", "us-east-1b"), false, true),
                new MetaConfig.Data(
                    new MetaConfig.PostgresConfig("small", false, 7, false, false),
                    new MetaConfig.RedisConfig("small", false),
                    new MetaConfig.ObjectStoreConfig("beta9", true, 30),
                    new MetaConfig.StateConfig(null)),
                new MetaConfig.Beta9Config(
                    "beta9.demo.example",
                    "0.1.762",
                    new MetaConfig.Workers(false, null, 0, 3),
                    new RequestLimits(7000, 26, 0, 10),
                    new BuildWorker(3500, 16, 14),
                    true,
                    true,
                    null,
                    null,
                    List.of(),
                    SmokeTest.BASIC,
                    null,
                    null),
                new MetaConfig.AccessConfig(List.of()),
                Map.of()));
  }

  @Test
  void accepts_the_end_of_a_tag_as_the_version_of_the_runner_and_nothing_else() {
    for (String version : List.of("0.1.5", "'0.2'", "0.2", "2026-11-30.sha-9ad4225de28a")) {
      assertThat(
              InfraModelFactory.from(
                      valid(smallWith("  runner_version: " + version + "\n")), "env_0123456789ab")
                  .beta9()
                  .runner())
          .isEqualTo(version.replace("'", ""));
    }
    for (String text : List.of("@sha256:9ad4225de28a", "a b", "-1", "x/y")) {
      assertThat(violations(smallWith("  runner_version: '" + text + "'\n")).toString())
          .as(text)
          .contains("beta9.runner_version");
    }
    assertThat(InfraModelFactory.from(valid(smallWith("")), "env_0123456789ab").beta9().runner())
        .isEqualTo(Beta9Release.DEFAULT.runner());
  }

  @Test
  void accepts_a_registry_as_in_the_name_of_an_image_and_nothing_else() {
    for (String registry :
        List.of("registry.example.com", "123456789012.dkr.ecr.us-east-1.amazonaws.com/a/b-c_d")) {
      assertThat(
              InfraModelFactory.from(
                      valid(smallWith("  image_registry: " + registry + "\n")), "env_0123456789ab")
                  .beta9()
                  .imageRegistry())
          .isEqualTo(registry);
    }
    for (String text :
        List.of(
            "https://registry.example.com",
            "registry",
            "registry.example.com/",
            "registry.example.com:5000",
            "registry.example.com/a:tag",
            "registry.example.com/{{ .Values }}",
            "registry.example.com/A",
            "registry.example.com/../a",
            "a.b/" + "c".repeat(300))) {
      assertThat(violations(smallWith("  image_registry: '" + text + "'\n")).toString())
          .as(text)
          .contains("beta9.image_registry");
    }
  }

  @Test
  void reads_a_certificate_that_is_requested_or_one_that_exists() {
    assertThat(valid(smallWith("  certificate: managed\n")).beta9().certificate())
        .isEqualTo("managed");
    String arn =
        "arn:aws:acm:us-east-1:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a";
    assertThat(valid(smallWith("  certificate: " + arn + "\n")))
        .isEqualTo(valid(smallWith("  certificate_arn: " + arn + "\n")));
    assertThat(
            violations(smallWith("  certificate: managed\n  certificate_arn: " + arn + "\n"))
                .toString())
        .contains("beta9.certificate_arn");
  }

  @Test
  void accepts_only_retention_periods_that_cloudwatch_supports() {
    assertThat(
            InfraModelFactory.from(
                    valid(smallWith("  log_retention_days: 90\n")), "env_0123456789ab")
                .logRetentionDays())
        .isEqualTo(90);
    assertThat(InfraModelFactory.from(valid(SMALL), "env_0123456789ab").logRetentionDays())
        .isEqualTo(30);
    assertThat(violations(smallWith("  log_retention_days: 45\n")).toString())
        .contains("beta9.log_retention_days", "45 is not a retention period", "30 and 60");
  }

  @Test
  void reads_json_and_yaml_alike() {
    String json =
        """
        {"name": "demo",
         "cloud": {"provider": "aws", "region": "us-east-1", "account_id": "123456789012"},
         "beta9": {"domain": "beta9.demo.example"}}
        """;

    assertThat(valid(json)).isEqualTo(valid(SMALL));
  }

  @Test
  void reads_the_json_that_it_writes() {
    MetaConfig config =
        valid(smallWith("  workers: {gpu_enabled: true, gpu_type: A100-40}\ntags: {team: x}\n"));

    assertThat(config.network().zonesByDefault()).isTrue();
    MetaConfig named = config.withZones(config.network().availabilityZones());
    assertThat(MetaConfigJson.fromJson(MetaConfigJson.toJson(config))).isEqualTo(named);
    assertThat(valid(MetaConfigJson.toJson(config))).isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small.yaml", "medium.yaml", "gpu.yaml", "hardened.yaml"})
  void accepts_every_example(String file) throws IOException {
    Path examples = Path.of("..", "examples");

    MetaConfig config = valid(Files.readString(examples.resolve(file)));

    assertThat(InfraModelFactory.from(config, "env_0123456789ab").environmentName())
        .isEqualTo(config.name());
    try (var files = Files.list(examples)) {
      assertThat(files.filter(f -> f.toString().endsWith(".yaml")))
          .as("every example is tested here")
          .hasSize(4);
    }
  }

  @Test
  void reports_all_violations_together() {
    assertThat(
            violations(
                """
                name: Demo_1
                colour: red
                cloud:
                  provider: gcp
                  region: us-est-1
                  account_id: "1234"
                cluster:
                  profile: smal
                  kubernetes_versoin: "1.36"
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
            "name: 'Demo_1' must contain only lower-case letters, digits and hyphens",
            "cloud.provider: 'gcp' is not supported yet; expected 'aws'",
            "cloud.region: 'us-est-1' is not a region; did you mean 'us-east-1'?",
            "cloud.account_id: '1234' is not an account id; expected twelve digits",
            "cluster.profile: 'smal' is not a profile; did you mean 'small'?",
            "cluster.kubernetes_versoin: is not a field of cluster; did you mean"
                + " 'kubernetes_version'?",
            "network.cidr: '8.8.0.0/16' is not in a private range: 10.0.0.0/8, 172.16.0.0/12,"
                + " 192.168.0.0/16 or 100.64.0.0/10",
            "data.redis.ha: must be true or false, not the number 2",
            "beta9.domain: 'localhost' is not a domain: it must have at least two parts, like"
                + " beta9.example.com",
            "beta9.workers.min_workers: must be an integer from 0 to 100, not the text 'many'",
            "colour: is not a field of a meta-config; expected name, cloud, cluster, network,"
                + " data, beta9, access or tags");
  }

  @Test
  void reports_missing_required_fields() {
    assertThat(violations("{}"))
        .containsExactly("name: is missing", "cloud: is missing", "beta9: is missing");
    assertThat(violations("name: x\ncloud: {provider: aws}\nbeta9: {version: 0.1.762}"))
        .containsExactly(
            "cloud.region: is missing", "cloud.account_id: is missing", "beta9.domain: is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Demo        | must contain only lower-case letters, digits and hyphens
          de_mo       | must contain only lower-case letters, digits and hyphens
          -demo       | must not begin or end with a hyphen
          demo-       | must not begin or end with a hyphen
          1demo       | must begin with a letter
          de--mo      | must not contain two consecutive hyphens
          aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx | is 41 characters long; the maximum is 40
          """)
  void rejects_names_that_are_invalid_in_aws(String name, String problem) {
    assertThat(violations(SMALL.replace("name: demo", "name: " + name)))
        .containsExactly("name: '" + name + "' " + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"role_arn", "external_id"})
  void says_where_the_fields_of_a_registered_account_are(String field) {
    String text = SMALL.replace("beta9:\n", "  " + field + ": confidential\nbeta9:\n");

    assertThat(read(text))
        .isInstanceOfSatisfying(
            ParseResult.Invalid.class,
            invalid ->
                assertThat(invalid.violations())
                    .singleElement()
                    .satisfies(
                        violation -> {
                          assertThat(violation.path()).isEqualTo("cloud." + field);
                          assertThat(violation.code()).isEqualTo("field-of-account");
                          assertThat(violation.message())
                              .contains("./provisioner accounts get 123456789012")
                              .contains("./provisioner accounts add 123456789012")
                              .doesNotContain("confidential");
                        }));
    assertThat(violations(text.replace("region: us-east-1", "regin: us-east-1")).toString())
        .contains("cloud.regin: is not a field of cloud; did you mean 'region'?");
  }

  @Test
  void rejects_the_fields_of_a_registered_account_even_if_they_are_null() {
    assertThat(violations(SMALL.replace("beta9:\n", "  external_id: null\nbeta9:\n")))
        .singleElement()
        .asString()
        .startsWith("cloud.external_id: belongs to the registered account");
  }

  @Test
  void ignores_role_and_external_id_that_are_stored_for_versions_that_know_no_accounts() {
    MetaConfig config = valid(SMALL);
    ObjectNode stored = MetaConfigJson.toTree(config);
    ((ObjectNode) stored.get("cloud"))
        .put("role_arn", "arn:aws:iam::1:role/R")
        .put("external_id", "x-1");

    assertThat(MetaConfigJson.fromJson(stored.toString()))
        .isEqualTo(config.withZones(config.network().availabilityZones()));
  }

  @Test
  void preserves_the_digits_of_unquoted_numbers() {
    String zeros = SMALL.replace("\"123456789012\"", "012345678901");

    assertThat(valid(zeros).cloud().accountId()).isEqualTo("012345678901");
    assertThat(violations(smallWith("cluster: {kubernetes_version: 1.30}\n")))
        .containsExactly(
            "cluster.kubernetes_version: '1.30' is not a supported Kubernetes version; did you"
                + " mean '1.31'?");
  }

  @Test
  void distinguishes_a_disallowed_region_from_an_unknown_one() {
    assertThat(violations(SMALL.replace("us-east-1", "sa-east-1")))
        .containsExactly(
            "cloud.region: 'sa-east-1' is not allowed in this installation; allowed are"
                + " eu-central-1, us-east-1, us-west-1, us-west-2");
    assertThat(violations(SMALL.replace("us-east-1", "moon")))
        .containsExactly(
            "cloud.region: 'moon' is not a region; expected eu-central-1, us-east-1, us-west-1 or"
                + " us-west-2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10.0.0.0      | '10.0.0.0' is not a CIDR block; expected a value like 10.42.0.0/16
          10.0.0.0/33   | '10.0.0.0/33' is not a CIDR block; expected a value like 10.42.0.0/16
          10.0.256.0/16 | '10.0.256.0/16' is not a CIDR block; expected a value like 10.42.0.0/16
          010.0.0.0/16  | '010.0.0.0/16' is not a CIDR block; expected a value like 10.42.0.0/16
          10.0.1.0/16   | '10.0.1.0/16' is not aligned to a /16 block; did you mean '10.0.0.0/16'?
          10.0.0.0/8    | '10.0.0.0/8' is too large for a VPC; the largest block is a /16
          10.0.0.0/23   | '10.0.0.0/23' is too small for the subnets of profile 'small'; the smallest block is a /22
          192.168.0.0/16 | '192.168.0.0/16' overlaps 192.168.0.0/20, which Beta9's workers use for their containers
          192.168.12.0/22 | '192.168.12.0/22' overlaps 192.168.0.0/20, which Beta9's workers use for their containers
          172.32.0.0/16 | '172.32.0.0/16' is not in a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10
          """)
  void rejects_cidr_blocks_that_cannot_contain_the_subnets(String cidr, String problem) {
    assertThat(violations(smallWith("network: {cidr: " + cidr + "}\n")))
        .containsExactly("network.cidr: " + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.255.0.0/16", "172.31.0.0/22", "192.168.16.0/20", "100.64.0.0/18"})
  void accepts_cidr_blocks_in_private_ranges(String cidr) {
    assertThat(valid(smallWith("network: {cidr: " + cidr + "}\n")).network().cidr())
        .isEqualTo(cidr);
  }

  @Test
  void requires_a_larger_cidr_block_for_a_larger_profile() {
    assertThat(violations(smallWith("network: {cidr: 10.0.0.0/20}\ncluster: {profile: large}\n")))
        .containsExactly(
            "network.cidr: '10.0.0.0/20' is too small for the subnets of profile 'large'; the"
                + " smallest block is a /18");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1                        | availability_zones: must be an integer from 2 to 3, not 1
          4                        | availability_zones: must be an integer from 2 to 3, not 4
          two                      | availability_zones: must be 2, 3 or a list of zones, not the text 'two'
          [us-east-1a]             | availability_zones: contains 1 zone; expected 2 or 3
          [us-east-1a, us-east-1a] | availability_zones[1]: 'us-east-1a' is listed more than once
          [us-east-1a, us-west-2b] | availability_zones[1]: 'us-west-2b' is not a zone of us-east-1; expected a name like us-east-1a
          [us-east-1a, use1-az2]   | availability_zones[1]: 'use1-az2' is not a zone of us-east-1; expected a name like us-east-1a
          [us-east-1a, 7]          | availability_zones[1]: must be text, not the number 7
          """)
  void rejects_invalid_availability_zones(String zones, String problem) {
    assertThat(violations(smallWith("network: {availability_zones: " + zones + "}\n")))
        .containsExactly("network." + problem);
  }

  @Test
  void limits_the_zones_to_those_of_the_region() {
    assertThat(
            valid(smallWith("cluster: {profile: large}\n").replace("us-east-1", "us-west-1"))
                .network()
                .availabilityZones())
        .containsExactly("us-west-1a", "us-west-1c");
    assertThat(
            violations(
                smallWith("network: {availability_zones: 3}\n").replace("us-east-1", "us-west-1")))
        .containsExactly("network.availability_zones: must be an integer from 2 to 2, not 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://x.example | expected a host name without scheme and path
          x.example:443     | expected a host name without port
          -x.example        | its parts must contain only letters, digits and inner hyphens
          x_y.example       | its parts must contain only letters, digits and inner hyphens
          '*.x.example'     | its parts must contain only letters, digits and inner hyphens
          x..example        | it has an empty part before, after or between its dots
          x.example.        | it has an empty part before, after or between its dots
          10.0.0.1          | its last part must not be a number
          """)
  void rejects_invalid_domains(String domain, String problem) {
    assertThat(violations(SMALL.replace("beta9.demo.example", "'" + domain + "'")))
        .containsExactly("beta9.domain: '" + domain + "' is not a domain: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          gpu_type: T4                              | gpu_type: is set, but gpu_enabled is not true
          gpu_enabled: true, gpu_type: A10          | gpu_type: 'A10' is not a GPU type; did you mean 'A10G'?
          gpu_enabled: true, gpu_type: Voodoo       | gpu_type: 'Voodoo' is not a GPU type; expected T4, A10G, L4, L40S, A100-40, A100-80 or H100
          min_workers: 5, max_workers: 4            | min_workers: 5 is greater than max_workers, which is 4
          max_workers: 0                            | max_workers: must be an integer from 1 to 100, not 0
          max_workers: 101                          | max_workers: must be an integer from 1 to 100, not 101
          max_workers: 99999999999999999999         | max_workers: must be an integer from 1 to 100, not 99999999999999999999
          min_workers: 1.5                          | min_workers: must be an integer from 0 to 100, not the number 1.5
          gpu_enabled: yes                          | gpu_enabled: must be true or false, not the text 'yes'
          """)
  void rejects_invalid_workers(String workers, String problem) {
    assertThat(violations(smallWith("  workers: {" + workers + "}\n")))
        .containsExactly("beta9.workers." + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          postgres: {size: db.z9.large}            | postgres.size: 'db.z9.large' is of an unsupported instance family; supported are m5, m6g, m6i, m7g, m7i, m8g, r5, r6g, r6i, r7g, r7i, r8g, t3, t4g
          postgres: {size: cache.m6g.large}        | postgres.size: 'cache.m6g.large' is not a size; expected small, medium, large or a class like db.m6g.large
          postgres: {size: db.m6g.huge}            | postgres.size: 'db.m6g.huge' is not a size; expected a class like db.m6g.large
          postgres: {size: larg}                   | postgres.size: 'larg' is not a size; did you mean 'large'?
          postgres: {backup_retention_days: 36}    | postgres.backup_retention_days: must be an integer from 1 to 35, not 36
          redis: {size: tiny}                      | redis.size: 'tiny' is not a size; expected small, medium, large or a class like cache.r7g.large
          object_store: {lifecycle_days: 0}        | object_store.lifecycle_days: must be an integer from 1 to 3650, not 0
          object_store: {bucket_prefix: My_Data}   | object_store.bucket_prefix: 'My_Data' must contain only lower-case letters, digits and hyphens
          object_store: {bucket_prefix: a.b}       | object_store.bucket_prefix: 'a.b' must contain only lower-case letters, digits and hyphens
          object_store: {bucket_prefix: xn--data}  | object_store.bucket_prefix: 'xn--data' must not begin with 'xn--', which is reserved by S3
          object_store: {bucket_prefix: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeex} | object_store.bucket_prefix: 'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeex' is 51 characters long; the maximum is 50
          """)
  void rejects_invalid_data_stores(String data, String problem) {
    assertThat(violations(smallWith("data: {" + data + "}\n"))).containsExactly("data." + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          aws:team: x      | tags.aws:team: keys that begin with 'aws:' are reserved by AWS
          AWS:team: x      | tags.AWS:team: keys that begin with 'aws:' are reserved by AWS
          beta9:team: x    | tags.beta9:team: keys that begin with 'beta9:' are reserved by this product
          'te*m': x        | tags.te*m: a tag key must contain only letters, digits, spaces and _ . : / = + - @
          team: 'x<y'      | tags.team: 'x<y' is not a tag value; it must contain only letters, digits, spaces and _ . : / = + - @
          team: 4711       | tags.team: must be text, not the number 4711; put it in quotes
          team: ~          | tags.team: must be text, not null; use "" for an empty value
          """)
  void rejects_tags_that_aws_does_not_accept(String tag, String problem) {
    assertThat(violations(smallWith("tags: {" + tag + "}\n"))).containsExactly(problem);
  }

  @Test
  void limits_the_number_and_length_of_tags() {
    String many =
        IntStream.range(0, 41).mapToObj(i -> "k" + i + ": v").collect(Collectors.joining(", "));

    assertThat(violations(smallWith("tags: {" + many + "}\n")))
        .containsExactly(
            "tags: contains 41 tags; the maximum is 40, because AWS allows 50 and this product and"
                + " Kubernetes need the rest");
    assertThat(
            violations(
                smallWith("tags: {team: " + "v".repeat(257) + ", " + "k".repeat(129) + ": v}\n")))
        .containsExactly(
            "tags.team: a tag value must be at most 256 characters long, not 257",
            "tags." + "k".repeat(80) + "…: a tag key must be at most 128 characters long, not 129");
    assertThat(violations(smallWith("tags: {team: a, Team: b}\n")))
        .containsExactly(
            "tags.Team: differs from 'team' only in case, and IAM compares tag keys"
                + " case-insensitively");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          kubernetes.io/role: x     | kubernetes.io/role: labels under 'kubernetes.io' are reserved
          node.kubernetes.io/x: x   | node.kubernetes.io/x: labels under 'node.kubernetes.io' are reserved
          Acme/x: x                 | Acme/x: the prefix of a label must be a lower-case DNS name
          -x: x                     | -x: '-x' is not a label name; it must contain only letters, digits and inner - _ .
          x: a b                    | x: 'a b' is not a label value; it must contain only letters, digits and inner - _ .
          """)
  void rejects_labels_that_kubernetes_does_not_accept(String label, String problem) {
    assertThat(violations(smallWith("cluster: {node_labels: {" + label + "}}\n")))
        .containsExactly("cluster.node_labels." + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          arn:aws:iam::123456789012:role/x | 'arn:aws:iam::123456789012:role/x' is not the ARN of an ACM certificate
          arn:aws:acm:us-west-2:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a | is a certificate in us-west-2; the load balancer requires one in its own region, us-east-1
          arn:aws:acm:us-east-1:210987654321:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a | is a certificate of account 210987654321, not of 123456789012
          """)
  void rejects_certificates_that_the_load_balancer_cannot_use(String arn, String problem) {
    assertThat(violations(smallWith("  certificate_arn: " + arn + "\n")))
        .containsExactly("beta9.certificate_arn: " + problem);
  }

  @Test
  void rejects_unsupported_versions() {
    assertThat(violations(smallWith("  version: latest\n")))
        .containsExactly("beta9.version: 'latest' is not a supported version; expected 0.1.762");
  }
}
