package io.giftledger.http;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.validation.validator.constraints.ConstraintValidator;
import io.micronaut.validation.validator.constraints.ConstraintValidatorContext;
import io.micronaut.validation.validator.constraints.ConstraintValidatorRegistry;
import io.micronaut.validation.validator.constraints.DefaultConstraintValidators;
import io.micronaut.validation.validator.constraints.PatternValidator;
import io.micronaut.validation.validator.constraints.SizeValidator;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what checks a constraint. Micronaut's registry makes all of its sixty checks before it
 * finds the first, each a class that neither a jar nor an AOT cache holds; the requests that are
 * sent most have four kinds, and only for another kind is it made.
 */
@Singleton
@Replaces(DefaultConstraintValidators.class)
final class RequestConstraints implements ConstraintValidatorRegistry {

  private final BeanContext context;
  private final Map<Class<?>, ConstraintValidator<?, ?>> ofTexts =
      Map.of(
          NotBlank.class, new NotBlankText(),
          Pattern.class, new PatternValidator(),
          Size.class, new TextSize());
  private final ConstraintValidator<Positive, Long> positive = new PositiveNumber();

  private @Nullable ConstraintValidatorRegistry others;

  RequestConstraints(BeanContext context) {
    this.context = context;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <A extends Annotation, T> Optional<ConstraintValidator<A, T>> findConstraintValidator(
      Class<A> constraint, Class<T> type) {
    @Nullable ConstraintValidator<?, ?> found = null;
    if (type == String.class) found = ofTexts.get(constraint);
    if (constraint == Positive.class && (type == long.class || type == Long.class))
      found = positive;
    return found == null
        ? others().findConstraintValidator(constraint, type)
        : Optional.of((ConstraintValidator<A, T>) found);
  }

  private synchronized ConstraintValidatorRegistry others() {
    ConstraintValidatorRegistry made = others;
    if (made == null) {
      made = new DefaultConstraintValidators(context);
      others = made;
    }
    return made;
  }

  private static final class NotBlankText implements ConstraintValidator<NotBlank, String> {
    @Override
    public boolean isValid(
        @Nullable String text,
        AnnotationValue<NotBlank> constraint,
        ConstraintValidatorContext context) {
      return text != null && !text.isBlank();
    }
  }

  private static final class TextSize implements SizeValidator<String> {
    @Override
    public int getSize(String text) {
      return text.length();
    }
  }

  private static final class PositiveNumber implements ConstraintValidator<Positive, Long> {
    @Override
    public boolean isValid(
        @Nullable Long number,
        AnnotationValue<Positive> constraint,
        ConstraintValidatorContext context) {
      return number == null || number > 0;
    }
  }
}
