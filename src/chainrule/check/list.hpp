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

/// Like `std::vector`, as far as the judge needs it. `T` must not throw when moved.
template <class T>
class List {
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

public:
    using value_type = T;

    List() = default;
    explicit List(std::size_t count) { resize(count); }
    List(std::size_t count, const T& item) { assign(count, item); }
    List(std::initializer_list<T> items) { append(items.begin(), items.end()); }
    List(const T* first, const T* last) { append(first, last); }
    List(const List& other) { append(other); }
    List(List&& other) noexcept { swap(other); }
    List& operator=(List other) noexcept {
        swap(other);
        return *this;
    }
    ~List() {
        clear();
        ::operator delete(first_);
    }

    [[nodiscard]] T* begin() { return first_; }
    [[nodiscard]] T* end() { return first_ + size_; }
    [[nodiscard]] const T* begin() const { return first_; }
    [[nodiscard]] const T* end() const { return first_ + size_; }
    [[nodiscard]] T* data() { return first_; }
    [[nodiscard]] const T* data() const { return first_; }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    [[nodiscard]] T& operator[](std::size_t k) { return first_[k]; }
    [[nodiscard]] const T& operator[](std::size_t k) const { return first_[k]; }
    [[nodiscard]] T& front() { return *first_; }
    [[nodiscard]] const T& front() const { return *first_; }
    [[nodiscard]] T& back() { return first_[size_ - 1]; }
    [[nodiscard]] const T& back() const { return first_[size_ - 1]; }

    void push_back(T item) {
        if (size_ == room_) reserve(2 * size_ + 4);
        ::new (static_cast<void*>(first_ + size_)) T(static_cast<T&&>(item));
        ++size_;
    }
    void pop_back() { first_[--size_].~T(); }

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
        larger.first_ = static_cast<T*>(::operator new(count * sizeof(T)));
        larger.room_ = count;
        for (T& item : *this) larger.push_back(static_cast<T&&>(item));
        swap(larger);
    }

    void swap(List& other) noexcept {
        T* const first = first_;
        const std::size_t size = size_, room = room_;
        first_ = other.first_;
        size_ = other.size_;
        room_ = other.room_;
        other.first_ = first;
        other.size_ = size;
        other.room_ = room;
    }

    [[nodiscard]] friend bool operator==(const List& a, const List& b) {
        if (a.size_ != b.size_) return false;
        for (std::size_t k = 0; k < a.size_; ++k) {
            if (!(a.first_[k] == b.first_[k])) return false;
        }
        return true;
    }

private:
    T* first_ = nullptr;
    std::size_t size_ = 0, room_ = 0;
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

}  // namespace chainrule::check
