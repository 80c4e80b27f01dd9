package io.beta9.provisioning.app;

import io.beta9.provisioning.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.util.FileSystemUtils;

/**
 * Generates the bean definitions of the distribution's processes (Spring AOT), so that a start
 * neither reads configuration classes nor evaluates their conditions. Run by the build, which
 * compiles the sources.
 */
final class BeanDefinitionGenerator {
  /** Required settings. No server is contacted. */
  private static final Settings SETTINGS =
      Settings.from(
          Map.of("DATABASE_URL", "postgresql://none@localhost/none", "REDIS_URL", "redis://none"));

  private BeanDefinitionGenerator() {}

  /**
   * Writes {@code sources}, {@code classes} and {@code resources}, and the list of the sources in
   * {@code sources.txt}, which javac reads.
   *
   * @param args the directory; its previous content is deleted
   */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    FileSystemUtils.deleteRecursively(directory);
    // Some of Spring's own conditions depend on it.
    System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
    for (BeanSources beans : BeanSources.GENERATED) {
      generate(beans, directory);
    }
    try (Stream<Path> files = Files.walk(directory.resolve("sources"))) {
      List<String> sources =
          files.filter(Files::isRegularFile).map(file -> "\"" + file + "\"").sorted().toList();
      Files.write(directory.resolve("sources.txt"), sources);
    }
  }

  private static void generate(BeanSources beans, Path directory) {
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(Service.class), beans.name()),
            new FileSystemGeneratedFiles(
                kind ->
                    directory.resolve(
                        switch (kind) {
                          case SOURCE -> "sources";
                          case RESOURCE -> "resources";
                          case CLASS -> "classes";
                        })));
    new ApplicationContextAotGenerator()
        .processAheadOfTime(prepared(Service.application(beans, SETTINGS)), generation);
    generation.writeGeneratedContent();
  }

  /** Returns the context with its configuration classes, before it is refreshed. */
  static GenericApplicationContext prepared(SpringApplication application) {
    try {
      SpringApplication.withHook(
          ignored ->
              new SpringApplicationRunListener() {
                @Override
                public void contextLoaded(ConfigurableApplicationContext context) {
                  throw new AbandonedRunException(context);
                }
              },
          () -> application.run());
    } catch (AbandonedRunException e) {
      return (GenericApplicationContext) Objects.requireNonNull(e.getApplicationContext());
    }
    throw new IllegalStateException("the application has started");
  }
}
