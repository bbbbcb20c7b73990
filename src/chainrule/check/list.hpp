#pragma once

/// @file
/// The judge's own list. A user's test compiles the judge, and `std::vector` costs it
/// about sixty functions for each type of element: its iterators are classes, and its
/// memory goes through allocator traits. This one costs ten, with pointers for
/// iterators. What users see in options and reports is a `std::vector`.

#include <cstddef>
#include <initializer_list>
#include <new>

namespace chainrule::check {

/// What does not depend on the type of the items, compiled once for all.
class ListOfAny {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

protected:
    void swap(ListOfAny& other) noexcept {
        const ListOfAny kept = other;
        other = *this;
        *this = kept;
    }

    void* items_ = nullptr;
    std::size_t size_ = 0, room_ = 0;
};

/// Like `std::vector`, as far as the judge needs it. `T` must not throw when moved.
template <class T>
class List : public ListOfAny {
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

public:
    using value_type = T;

    List() = default;
    // The others begin with it, so that one which fails gives back what it has taken
    explicit List(std::size_t count) : List() { resize(count); }
    List(std::size_t count, const T& item) : List() { assign(count, item); }
    List(std::initializer_list<T> items) : List() {
        append(items.begin(), items.end());
    }
    List(const T* first, const T* last) : List() { append(first, last); }
    List(const List& other) : List() { append(other); }
    List(List&& other) noexcept { swap(other); }
    List& operator=(List other) noexcept {
        swap(other);
        return *this;
    }
    ~List() {
        for (T& item : *this) item.~T();
        ::operator delete(items_);
    }

    [[nodiscard]] T* begin() { return static_cast<T*>(items_); }
    [[nodiscard]] T* end() { return begin() + size_; }
    [[nodiscard]] const T* begin() const { return static_cast<const T*>(items_); }
    [[nodiscard]] const T* end() const { return begin() + size_; }
    [[nodiscard]] T* data() { return begin(); }
    [[nodiscard]] const T* data() const { return begin(); }

    [[nodiscard]] T& operator[](std::size_t k) { return begin()[k]; }
    [[nodiscard]] const T& operator[](std::size_t k) const { return begin()[k]; }
    [[nodiscard]] T& front() { return *begin(); }
    [[nodiscard]] const T& front() const { return *begin(); }
    [[nodiscard]] T& back() { return end()[-1]; }
    [[nodiscard]] const T& back() const { return end()[-1]; }

    void push_back(T item) {
        if (size_ == room_) reserve(2 * size_ + 4);
        ::new (static_cast<void*>(end())) T(static_cast<T&&>(item));
        ++size_;
    }
    void pop_back() {
        back().~T();
        --size_;
    }

    void append(const T* first, const T* last) {
        for (; first != last; ++first) push_back(*first);
    }
    void append(const List& other) { append(other.begin(), other.end()); }

    void insert_front(T item) {
        List longer{static_cast<T&&>(item)};
        longer.append(*this);
        swap(longer);
    }

    /// Takes away the items from `first` up to `last`.
    void erase(T* first, T* last) {
        for (; last != end(); ++first, ++last) *first = static_cast<T&&>(*last);
        while (end() != first) pop_back();
    }

    void clear() {
        while (size_ > 0) pop_back();
    }
    void resize(std::size_t count) {
        while (size_ > count) pop_back();
        while (size_ < count) push_back(T());
    }
    void assign(std::size_t count, const T& item) {
        clear();
        while (size_ < count) push_back(item);
    }

    void reserve(std::size_t count) {
        if (count <= room_) return;
        List larger;
        larger.items_ = ::operator new(count * sizeof(T));
        larger.room_ = count;
        for (T& item : *this) larger.push_back(static_cast<T&&>(item));
        swap(larger);
    }

    [[nodiscard]] friend bool operator==(const List& a, const List& b) {
        if (a.size_ != b.size_) return false;
        for (std::size_t k = 0; k < a.size_; ++k) {
            if (!(a[k] == b[k])) return false;
        }
        return true;
    }
};

/// Takes away the items of which `unwanted(item)` is true; the others keep their order.
template <class T, class Predicate>
void erase_if(List<T>& list, Predicate unwanted) {
    T* kept = list.begin();
    for (T& item : list) {
        if (unwanted(item)) continue;
        if (kept != &item) *kept = static_cast<T&&>(item);
        ++kept;
    }
    list.erase(kept, list.end());
}

/// Sorts by merging; items of which neither is less than the other keep their order.
template <class T, class Less>
void stable_sort(List<T>& list, const Less& less) {
    const std::size_t size = list.size();
    for (std::size_t width = 1; width < size; width *= 2) {
        List<T> merged;
        merged.reserve(size);
        for (std::size_t left = 0; left < size; left += 2 * width) {
            const std::size_t middle = left + width < size ? left + width : size;
            const std::size_t end = middle + width < size ? middle + width : size;
            std::size_t a = left, b = middle;
            while (a < middle || b < end) {
                const bool from_b = a == middle || (b < end && less(list[b], list[a]));
                merged.push_back(static_cast<T&&>(list[from_b ? b++ : a++]));
            }
        }
        list = static_cast<List<T>&&>(merged);
    }
}

template <class T>
void sort(List<T>& list) {
    stable_sort(list, [](const T& a, const T& b) { return a < b; });
}

}  // namespace chainrule::check
