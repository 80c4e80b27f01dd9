package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.api.description.ResponseCheckFilter;
import io.beta9.provisioning.settings.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The bean definitions that the build generates for the processes of the distribution. All other
 * tests of this module start the service from its configuration classes.
 */
class BeanSourcesTest {
  private static final Map<String, String> REQUIRED =
      Map.of("DATABASE_URL", "postgresql://none@localhost/none", "REDIS_URL", "redis://none");

  private static final List<String> NOT_IN_THE_DISTRIBUTION =
      List.of(
          // Read configuration classes and annotations, which the build has done.
          "org.springframework.context.annotation.internal",
          "org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory",
          // Only in the class path of the tests.
          "org.springframework.boot.http.converter.autoconfigure.Gson",
          ResponseCheckFilter.class.getName());

  private static final List<BeanSources> GENERATED = BeanSources.GENERATED;

  @ParameterizedTest
  @FieldSource("GENERATED")
  void generated_definitions_are_those_of_the_configuration_classes(BeanSources sources) {
    assertThat(Path.of("target/bean-definitions/classes"))
        .as("build the project: mvn -pl service -am process-classes")
        .exists();
    GenericApplicationContext generated = new GenericApplicationContext();
    sources.generatedDefinitions().initialize(generated);

    GenericApplicationContext read =
        BeanDefinitionGenerator.prepared(Service.application(sources, Settings.from(REQUIRED)));
    read.refreshForAotProcessing(new RuntimeHints());

    assertThat(definitions(generated)).containsExactlyInAnyOrderElementsOf(definitions(read));
  }

  private static List<String> definitions(GenericApplicationContext context) {
    return Arrays.stream(context.getBeanDefinitionNames())
        .filter(name -> NOT_IN_THE_DISTRIBUTION.stream().noneMatch(name::startsWith))
        .map(name -> name + description(context.getBeanFactory().getMergedBeanDefinition(name)))
        .toList();
  }

  private static String description(BeanDefinition definition) {
    return " scope=%s lazy=%s primary=%s candidate=%s default=%s depends=%s"
        .formatted(
            definition.getScope(),
            definition.isLazyInit(),
            definition.isPrimary(),
            definition.isAutowireCandidate(),
            ((AbstractBeanDefinition) definition).isDefaultCandidate(),
            Arrays.toString(definition.getDependsOn()));
  }

  @ParameterizedTest
  @CsvSource({
    "API, true, true",
    "API, true, false",
    "API, false, true",
    "API, false, false",
    "WORKER, true, true",
    "WORKER, false, false"
  })
  void definitions_are_generated_for_every_process_with_one_role(
      ServiceRole role, boolean console, boolean replica) {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.put("CONSOLE_ENABLED", Boolean.toString(console));
    if (replica) {
      environment.put("DATABASE_READ_URL", "postgresql://none@localhost/none");
    }

    BeanSources sources = BeanSources.of(Settings.from(environment), Set.of(role));

    assertThat(BeanSources.GENERATED).contains(sources);
    assertThat(sources.configurationClasses().contains(ReplicaConfiguration.class))
        .isEqualTo(replica && role == ServiceRole.API);
  }

  @Test
  void the_generated_classes_of_different_processes_have_different_names() {
    assertThat(GENERATED.stream().map(BeanSources::name)).doesNotHaveDuplicates();
  }
}
