package io.beta9.provisioning.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Describes one setting, derived from a component of a settings record and its annotations.
 *
 * @param property the name of Spring's configuration property, for example {@code
 *     database.pool-size}
 * @param defaultText the default in the form of the environment variable; empty if there is none
 * @param setting the documentation
 */
record SettingDescriptor(
    String property, SettingType<?> type, Optional<String> defaultText, Setting setting) {

  /** The suffix of the variable that names the file with the value of a secret. */
  static final String FILE_SUFFIX = "_FILE";

  /** Returns the settings of a group in the order of its record components. */
  static List<SettingDescriptor> of(Class<?> group) {
    String prefix =
        Objects.requireNonNull(group.getAnnotation(ConfigurationProperties.class), group.getName())
            .value();
    RecordComponent[] components = group.getRecordComponents();
    // Annotations such as @Min are on the parameters of the constructor, not on the components.
    Parameter[] parameters = group.getDeclaredConstructors()[0].getParameters();
    List<SettingDescriptor> descriptors = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      String name = DataObjectPropertyName.toDashedForm(components[i].getName());
      descriptors.add(
          new SettingDescriptor(
              prefix.isEmpty() ? name : prefix + "." + name,
              type(parameters[i]),
              Optional.ofNullable(parameters[i].getAnnotation(DefaultValue.class))
                  .map(DefaultValue::value)
                  .map(values -> String.join(",", values)),
              Objects.requireNonNull(parameters[i].getAnnotation(Setting.class), name)));
    }
    return descriptors;
  }

  private static SettingType<?> type(Parameter parameter) {
    if (parameter.getType() != int.class && parameter.getType() != Integer.class) {
      return SettingType.of(parameter.getType());
    }
    Min min = parameter.getAnnotation(Min.class);
    Max max = parameter.getAnnotation(Max.class);
    return SettingType.integer(
        min == null ? Integer.MIN_VALUE : Math.toIntExact(min.value()),
        max == null ? Integer.MAX_VALUE : Math.toIntExact(max.value()));
  }

  /** Returns the name of the environment variable. */
  String variable() {
    return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Returns the name of the variable that names a file with the value of this secret. */
  String fileVariable() {
    return variable() + FILE_SUFFIX;
  }
}
